using System.Linq.Expressions;
using Portcullis.Rules.Functions;

namespace Portcullis.Rules.Compilation;

/// <summary>What an expression takes from outside, and whether it loops over collections.</summary>
internal sealed class UsedVariables : ExpressionVisitor
{
    private readonly HashSet<ParameterExpression> _declared = [];
    private readonly HashSet<ParameterExpression> _free = [];

    private UsedVariables()
    {
    }

    public IReadOnlyCollection<ParameterExpression> Free => _free;

    public bool HasLambda { get; private set; }

    public bool CallsCollections { get; private set; }

    public static UsedVariables Of(Expression expression)
    {
        var used = new UsedVariables();
        used.Visit(expression);
        used._free.ExceptWith(used._declared);
        return used;
    }

    protected override Expression VisitLambda<T>(Expression<T> node)
    {
        HasLambda = true;
        _declared.UnionWith(node.Parameters);
        return base.VisitLambda(node);
    }

    protected override Expression VisitParameter(ParameterExpression node)
    {
        _free.Add(node);
        return node;
    }

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        CallsCollections |= node.Method.DeclaringType == typeof(Sequences);
        return base.VisitMethodCall(node);
    }
}
