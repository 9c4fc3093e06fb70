using System.Collections.Immutable;
using System.Linq.Expressions;
using Portcullis.Rules.Binding;
using Portcullis.Rules.Explanation;

namespace Portcullis.Rules.Compilation;

/// <summary>Makes readers of single values, for explanations and messages: an expression together with the parameters it needs.</summary>
internal sealed class ValueReader<TFacts>(BoundProgram program, ImmutableArray<BoundParameter> parameters)
{
    public ValueReader<TFacts> With(ImmutableArray<BoundParameter> locals) => locals.IsEmpty ? this : new(program, parameters.AddRange(locals));

    public ImmutableArray<BoundParameter> Parameters => parameters;

    public Func<TFacts, T> Read<T>(Expression expression)
    {
        var root = Expression.Parameter(program.Model.Root, "facts");
        var read = new WarmingDelegate<Func<TFacts, T>>(Expression.Lambda<Func<TFacts, T>>(Complete(root, Expression.Convert(expression, typeof(T))), root));
        return facts => read.Next(facts);
    }

    /// <summary>Reads a comparison's two sides, once, into the sight that it is given, and says whether it holds.</summary>
    public WarmingDelegate<Func<TFacts, Sight, bool>> Compare(ComparisonExpression comparison)
    {
        var root = Expression.Parameter(program.Model.Root, "facts");
        var sight = Expression.Parameter(typeof(Sight), "sight");
        var (left, right) = (Expression.Variable(comparison.Left.Type, "left"), Expression.Variable(comparison.Right.Type, "right"));
        var compared = Expression.Block([left, right],
            Expression.Assign(left, comparison.Left),
            Expression.Assign(right, comparison.Right),
            Expression.Assign(Expression.Field(sight, nameof(Sight.Left)), ComparedValue.Of(left)),
            Expression.Assign(Expression.Field(sight, nameof(Sight.Right)), ComparedValue.Of(right)),
            comparison.Between(left, right));
        return new(Expression.Lambda<Func<TFacts, Sight, bool>>(Complete(root, compared), root, sight));
    }

    /// <summary>The expression after the assignments of the inputs and parameters it uses, and of no others.</summary>
    public BlockExpression Complete(Expression root, Expression expression)
    {
        var needed = new HashSet<ParameterExpression>(UsedVariables.Of(expression).Free);
        var assigned = new Stack<BoundParameter>();
        for (var i = parameters.Length - 1; i >= 0; i--)
        {
            if (!needed.Contains(parameters[i].Variable))
                continue;
            needed.UnionWith(UsedVariables.Of(parameters[i].Value).Free);
            assigned.Push(parameters[i]);
        }
        var statements = new List<Expression>();
        var variables = new List<ParameterExpression>();
        for (var input = 0; input < program.Inputs.Length; input++)
        {
            if (!needed.Contains(program.Inputs[input]))
                continue;
            variables.Add(program.Inputs[input]);
            statements.Add(Expression.Assign(program.Inputs[input], program.Model.Read(input, root)));
        }
        foreach (var parameter in assigned)
        {
            variables.Add(parameter.Variable);
            statements.Add(Expression.Assign(parameter.Variable, parameter.Value));
        }
        statements.Add(expression);
        return Expression.Block(variables, statements);
    }
}
