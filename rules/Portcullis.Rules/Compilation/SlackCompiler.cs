using System.Linq.Expressions;
using Portcullis.Rules.Binding;
using Portcullis.Rules.Explanation;
using Portcullis.Rules.Format;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Compilation;

/// <summary>Makes the second fused delegate: every rule's slack in one pass. A rule that errs, or has no numbers, has none.</summary>
internal sealed class SlackCompiler
{
    private readonly BoundProgram _program;
    private readonly ParameterExpression _root;
    private readonly ParameterExpression _slacks = Expression.Parameter(typeof(decimal?[]), "slacks");

    private SlackCompiler(BoundProgram program)
    {
        _program = program;
        _root = Expression.Parameter(program.Model.Root, "facts");
    }

    public static Action<TFacts, decimal?[]> Compile<TFacts>(BoundProgram program)
    {
        var compiler = new SlackCompiler(program);
        return Expression.Lambda<Action<TFacts, decimal?[]>>(compiler.Body<TFacts>(), compiler._root, compiler._slacks).Compile();
    }

    private BlockExpression Body<TFacts>()
    {
        var statements = new List<Expression>();
        var index = 0;
        foreach (var workflow in _program.Workflows)
            foreach (var rule in workflow.Rules)
            {
                var target = Expression.ArrayAccess(_slacks, Expression.Constant(index++));
                var none = Expression.Assign(target, Expression.Constant(null, typeof(decimal?)));
                if (rule.Failure is not null)
                {
                    statements.Add(none);
                    continue;
                }
                var reader = new ValueReader<TFacts>(_program, workflow.Globals);
                var measured = Expression.Assign(target, Slack(rule, reader));
                statements.Add(Expression.TryCatch(Expression.Block(typeof(void), measured),
                    Expression.Catch(typeof(Exception), Expression.Block(typeof(void), none))));
            }
        statements.Add(Expression.Empty());
        return Expression.Block(statements);
    }

    /// <summary>Of one comparison only the distance is asked for; where several meet, which of them hold decides.</summary>
    private Expression Slack<TFacts>(BoundRule rule, ValueReader<TFacts> outer) =>
        rule.Definition.Operator is null && rule.Condition is ComparisonExpression comparison && IsMeasurable(comparison)
            ? outer.With(rule.Locals).Complete(_root, Expression.Convert(Distance(comparison.Operator, comparison.Left, comparison.Right), typeof(decimal?)))
            : Expression.Field(Rule(rule, outer), nameof(Measure.Slack));

    private Expression Rule<TFacts>(BoundRule rule, ValueReader<TFacts> outer)
    {
        var reader = outer.With(rule.Locals);
        if (rule.Definition.Operator is not { } @operator)
            return reader.Complete(_root, Logic(rule.Condition!));
        var none = Expression.Constant(new Measure(holds: false, slack: null));
        Expression? combined = null;
        foreach (var child in rule.Children)
        {
            var next = Rule(child, reader);
            combined = combined is null ? next : Combine(@operator == RuleOperator.And, combined, next, _program.NestedRules == NestedRules.ShortCircuit);
        }
        return combined ?? none;
    }

    private static Expression Logic(Expression expression) => expression switch
    {
        BinaryExpression { NodeType: ExpressionType.AndAlso or ExpressionType.And } logic when logic.Type == typeof(bool) =>
            Combine(true, Logic(logic.Left), Logic(logic.Right), logic.NodeType == ExpressionType.AndAlso),
        BinaryExpression { NodeType: ExpressionType.OrElse or ExpressionType.Or } logic when logic.Type == typeof(bool) =>
            Combine(false, Logic(logic.Left), Logic(logic.Right), logic.NodeType == ExpressionType.OrElse),
        ComparisonExpression comparison when IsMeasurable(comparison) => Measured(comparison),
        _ => Expression.Call(typeof(Measure), nameof(Measure.Condition), null, expression),
    };

    private static BlockExpression Combine(bool and, Expression left, Expression right, bool shortCircuit)
    {
        var first = Expression.Variable(typeof(Measure), "first");
        var both = Expression.Call(typeof(Measure), and ? nameof(Measure.And) : nameof(Measure.Or), null, first, right);
        Expression result = both;
        if (shortCircuit)
        {
            var holds = Expression.Field(first, nameof(Measure.Holds));
            result = and ? Expression.Condition(holds, both, first) : Expression.Condition(holds, first, both);
        }
        return Expression.Block([first], Expression.Assign(first, left), result);
    }

    private static bool IsMeasurable(ComparisonExpression comparison) =>
        comparison.Operator != BinaryOperator.NotEqual && NumericTypes.IsNumeric(NumericTypes.Underlying(comparison.Left.Type));

    private static BlockExpression Measured(ComparisonExpression comparison)
    {
        var left = Expression.Variable(comparison.Left.Type, "left");
        var right = Expression.Variable(comparison.Right.Type, "right");
        return Expression.Block([left, right],
            Expression.Assign(left, comparison.Left), Expression.Assign(right, comparison.Right),
            Expression.New(typeof(Measure).GetConstructor([typeof(bool), typeof(decimal?)])!, comparison.Between(left, right), Expression.Convert(Distance(comparison.Operator, left, right), typeof(decimal?))));
    }

    private static Expression Distance(BinaryOperator @operator, Expression left, Expression right)
    {
        // Where neither side can be absent the numbers are subtracted as they are: what may be null costs twice as much.
        var number = NumericTypes.IsNullable(left.Type) || NumericTypes.IsNullable(right.Type) ? typeof(decimal?) : typeof(decimal);
        Expression first = Expression.Convert(left, number);
        Expression second = Expression.Convert(right, number);
        return @operator switch
        {
            BinaryOperator.Less or BinaryOperator.LessOrEqual => Expression.Subtract(second, first),
            BinaryOperator.Equal => Expression.Negate(Expression.Call(typeof(SlackCompiler), nameof(Absolute), null, Expression.Convert(Expression.Subtract(first, second), typeof(decimal?)))),
            _ => Expression.Subtract(first, second),
        };
    }

    private static decimal? Absolute(decimal? value) => value is { } present ? Math.Abs(present) : null;
}
