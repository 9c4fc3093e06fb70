using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;

namespace Portcullis.Rules.Facts;

/// <summary>What rules can name: the inputs, and how each is read from the root object of a pass.</summary>
public sealed class FactModel
{
    private readonly ImmutableArray<Func<Expression, Expression>> _readers;

    private FactModel(Type root, ImmutableArray<FactInput> inputs, ImmutableArray<Func<Expression, Expression>> readers)
    {
        Root = root;
        Inputs = inputs;
        _readers = readers;
    }

    public Type Root { get; }

    public ImmutableArray<FactInput> Inputs { get; }

    /// <summary>Each public property of <typeparamref name="TFacts"/> is an input: <c>Order</c> is <c>order</c>.</summary>
    public static FactModel Of<TFacts>()
        where TFacts : class
    {
        var properties = typeof(TFacts).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanRead && property.GetIndexParameters().Length == 0)
            .OrderBy(property => property.MetadataToken)
            .ToArray();
        return new(typeof(TFacts),
            [.. properties.Select(property => new FactInput(InputName(property.Name), property.PropertyType))],
            [.. properties.Select(property => (Func<Expression, Expression>)(root => Expression.Property(root, property)))]);
    }

    /// <summary>Inputs by name with types known at run time; a pass's root is an array with their values in this order.</summary>
    public static FactModel Named(IEnumerable<FactInput> inputs)
    {
        var all = inputs.ToImmutableArray();
        var readers = all.Select((input, index) => (Func<Expression, Expression>)(root =>
            Expression.Convert(Expression.ArrayIndex(root, Expression.Constant(index)), input.Type)));
        return new(typeof(object[]), all, [.. readers]);
    }

    internal Expression Read(int input, Expression root) => _readers[input](root);

    private static string InputName(string property) => char.ToLowerInvariant(property[0]) + property[1..];
}
