using System.Linq.Expressions;
using Portcullis.Rules.Compilation;

namespace Portcullis.Rules.Analysis;

/// <summary>Puts what parameters stand for in their place, so that a limit is seen where it is compared.</summary>
internal sealed class Inlining(IEnumerable<BoundParameter> parameters) : ExpressionVisitor
{
    private readonly Dictionary<ParameterExpression, Expression> _values = Collect(parameters);

    protected override Expression VisitParameter(ParameterExpression node) => _values.GetValueOrDefault(node, node);

    private static Dictionary<ParameterExpression, Expression> Collect(IEnumerable<BoundParameter> parameters)
    {
        var values = new Dictionary<ParameterExpression, Expression>();
        foreach (var parameter in parameters)
            // Only constants and plain facts: anything longer could grow beyond bounds when it is used again and again.
            if (parameter.Value is ConstantExpression or MemberExpression { Expression: ParameterExpression } or UnaryExpression { Operand: ConstantExpression })
                values[parameter.Variable] = parameter.Value;
        return values;
    }
}
