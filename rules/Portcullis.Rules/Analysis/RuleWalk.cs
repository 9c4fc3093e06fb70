using System.Linq.Expressions;
using Portcullis.Rules.Binding;
using Portcullis.Rules.Compilation;
using Portcullis.Rules.Format;
using Portcullis.Rules.Functions;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Analysis;

/// <summary>Walks one expression with what has been tested on the way, and reports what can go wrong at each place.</summary>
internal sealed class RuleWalk(SourceText text, IReadOnlyDictionary<Expression, TextSpan> spans, DiagnosticBag diagnostics) : ExpressionVisitor
{
    private readonly Stack<Ranges> _ranges = new([new()]);
    private readonly Stack<string> _nullTested = new();
    private TextSpan _near;

    private Ranges Known => _ranges.Peek();

    protected override Expression VisitExtension(Expression node)
    {
        if (node is not ComparisonExpression comparison)
            return base.VisitExtension(node);
        var before = _near;
        _near = TextSpan.Between(comparison.LeftSpan.Start <= comparison.RightSpan.Start ? comparison.LeftSpan : comparison.RightSpan,
            comparison.LeftSpan.Start <= comparison.RightSpan.Start ? comparison.RightSpan : comparison.LeftSpan);
        if (Known.Decide(comparison) is { } always)
            Report(DiagnosticSeverity.Warning, always ? DiagnosticCodes.AlwaysTrue : DiagnosticCodes.AlwaysFalse,
                $"'{_near.Of(text.Text)}' is always {(always ? "true" : "false")}", "check the limit and the fact");
        else if (comparison is { IsOrdering: false, Left: UnaryExpression { NodeType: ExpressionType.Convert } bare, Right: ConstantExpression { Value: null } }
            && !NumericTypes.MayBeNull(bare.Operand.Type))
            Report(DiagnosticSeverity.Warning, comparison.Operator == BinaryOperator.Equal ? DiagnosticCodes.AlwaysFalse : DiagnosticCodes.AlwaysTrue,
                $"'{_near.Of(text.Text)}' is always {(comparison.Operator == BinaryOperator.Equal ? "false" : "true")}: the value is never absent", "remove the test");
        else if (comparison.IsOrdering && (Surprises(comparison.Left) || Surprises(comparison.Right)))
            Report(DiagnosticSeverity.Information, DiagnosticCodes.AbsentValue, $"'{_near.Of(text.Text)}' does not hold when a side is absent",
                "write == null || ... if absence is to pass");
        else if (!comparison.IsOrdering && NumericTypes.IsReal(NumericTypes.Underlying(comparison.Left.Type)))
            Report(DiagnosticSeverity.Warning, DiagnosticCodes.InexactLiteral, $"'{_near.Of(text.Text)}' compares binary floating-point numbers for equality",
                "compare with a tolerance, or use decimals");
        base.VisitExtension(node);
        _near = before;
        return node;
    }

    protected override Expression VisitBinary(BinaryExpression node)
    {
        if (node.Type == typeof(bool) && node.NodeType is ExpressionType.AndAlso or ExpressionType.OrElse)
        {
            Visit(node.Left);
            var assumed = node.NodeType == ExpressionType.AndAlso ? node.Left : LogicLowering.Lower(node.Left, negate: true);
            _ranges.Push(Known.Assuming(assumed));
            var tested = _nullTested.Count;
            RememberNullTests(node.Left);
            Visit(node.Right);
            while (_nullTested.Count > tested)
                _nullTested.Pop();
            _ranges.Pop();
            return node;
        }
        base.VisitBinary(node);
        if (node.NodeType is ExpressionType.Divide or ExpressionType.Modulo)
            Division(node);
        else if (node.NodeType is ExpressionType.AddChecked or ExpressionType.SubtractChecked or ExpressionType.MultiplyChecked)
            Overflow(node);
        return node;
    }

    protected override Expression VisitConditional(ConditionalExpression node)
    {
        Visit(node.Test);
        _ranges.Push(Known.Assuming(node.Test));
        Visit(node.IfTrue);
        _ranges.Pop();
        _ranges.Push(Known.Assuming(LogicLowering.Lower(node.Test, negate: true)));
        Visit(node.IfFalse);
        _ranges.Pop();
        return node;
    }

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        // A metered source is the collection itself: nothing to say about it twice.
        return node.Method.DeclaringType == typeof(Guards) ? Visit(node.Arguments.Count > 0 ? node.Arguments[0] : Expression.Empty())! : base.VisitMethodCall(node);
    }

    /// <summary>A side that may be absent, where whoever wrote the rule has not thought of it: the rule has not tested it for null before.</summary>
    private bool Surprises(Expression side) => side switch
    {
        ConstantExpression => false,
        UnaryExpression { NodeType: ExpressionType.Convert } lifted => Surprises(lifted.Operand),
        _ => NumericTypes.IsNullable(side.Type) && !_nullTested.Contains(ExpressionText.Of(side)),
    };

    private void RememberNullTests(Expression expression)
    {
        if (expression is BinaryExpression { NodeType: ExpressionType.AndAlso or ExpressionType.OrElse } logic)
        {
            RememberNullTests(logic.Left);
            RememberNullTests(logic.Right);
        }
        else if (expression is ComparisonExpression { IsOrdering: false, Right: ConstantExpression { Value: null } } test)
            _nullTested.Push(ExpressionText.Of(test.Left));
    }

    private void Division(BinaryExpression node)
    {
        if (!NumericTypes.IsNumeric(NumericTypes.Underlying(node.Type)))
            return;
        var divisor = Known.Of(node.Right);
        if (divisor is { IsPoint: true, Min: 0 })
            Report(DiagnosticSeverity.Error, DiagnosticCodes.DivisionByZero, $"'{TextOf(node)}' always divides by zero", null);
        else if (divisor.CanBeZero)
            Report(DiagnosticSeverity.Warning, DiagnosticCodes.DivisionByZero, $"'{TextOf(node)}' can divide by zero, and is then an error",
                "test it first: x != 0 && ...");
    }

    private void Overflow(BinaryExpression node)
    {
        var type = NumericTypes.Underlying(node.Type);
        if (!NumericTypes.IsIntegral(type))
            return;
        var (result, range) = (Known.Of(node), Interval.OfType(type));
        if (result.Min > range.Max || result.Max < range.Min)
            Report(DiagnosticSeverity.Error, DiagnosticCodes.Overflow, $"'{TextOf(node)}' always leaves the range of {type.Name}", "write long(x) or decimal(x)");
        else if (result.Min < range.Min || result.Max > range.Max)
            Report(DiagnosticSeverity.Information, DiagnosticCodes.Overflow, $"'{TextOf(node)}' can leave the range of {type.Name}, and is then an error", null);
    }

    private string TextOf(Expression node) => SpanOf(node).Of(text.Text);

    private TextSpan SpanOf(Expression node) => spans.TryGetValue(node, out var span) ? span : _near.Length > 0 ? _near : new(0, text.Text.Length);

    private void Report(DiagnosticSeverity severity, string code, string message, string? suggestion) =>
        diagnostics.Add(severity, code, message, text.At(_near.Start), suggestion);
}
