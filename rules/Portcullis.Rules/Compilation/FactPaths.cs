using System.Collections.Immutable;
using System.Linq.Expressions;
using Portcullis.Rules.Explanation;

namespace Portcullis.Rules.Compilation;

/// <summary>Which facts a program reads, in its messages too: <c>account.DayPnl</c>, and <c>news.InBlackout</c> for a function.</summary>
internal sealed class FactPaths : ExpressionVisitor
{
    private readonly HashSet<ParameterExpression> _inputs;
    private readonly SortedSet<string> _paths = new(StringComparer.Ordinal);

    private FactPaths(IEnumerable<ParameterExpression> inputs) => _inputs = [.. inputs];

    public static ImmutableArray<string> Of(BoundProgram program)
    {
        var paths = new FactPaths(program.Inputs);
        foreach (var workflow in program.Workflows)
        {
            foreach (var global in workflow.Globals)
                paths.Visit(global.Value);
            foreach (var rule in workflow.Rules)
                paths.Add(rule);
        }
        return [.. paths._paths];
    }

    public static ImmutableArray<string> Of(Expression expression, IEnumerable<ParameterExpression> inputs)
    {
        var paths = new FactPaths(inputs);
        paths.Visit(expression);
        return [.. paths._paths];
    }

    private void Add(BoundRule rule)
    {
        foreach (var local in rule.Locals)
            Visit(local.Value);
        if (rule.Condition is not null)
            Visit(rule.Condition);
        if (rule.Definition.ErrorMessage is { } message)
            AddShown(message.Text);
        foreach (var child in rule.Children)
            Add(child);
    }

    private void AddShown(string message)
    {
        foreach (var (text, isPlaceholder) in MessagePlaceholders.Split(message))
            if (isPlaceholder && MessagePlaceholders.Names(text) is [var input, var member, ..] && _inputs.FirstOrDefault(known => known.Name == input)?.Type.GetProperty(member) is not null)
                _paths.Add($"{input}.{member}");
    }

    protected override Expression VisitMember(MemberExpression node)
    {
        if (node.Expression is not ParameterExpression input || !_inputs.Contains(input))
            return base.VisitMember(node);
        _paths.Add($"{input.Name}.{node.Member.Name}");
        return node;
    }

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        if (node.Object is not ParameterExpression input || !_inputs.Contains(input))
            return base.VisitMethodCall(node);
        _paths.Add($"{input.Name}.{node.Method.Name}");
        foreach (var argument in node.Arguments)
            Visit(argument);
        return node;
    }

    protected override Expression VisitParameter(ParameterExpression node)
    {
        if (_inputs.Contains(node))
            _paths.Add(node.Name!);
        return node;
    }
}
