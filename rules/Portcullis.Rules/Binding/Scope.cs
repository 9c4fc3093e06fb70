using System.Linq.Expressions;

namespace Portcullis.Rules.Binding;

/// <summary>The names an expression can use. An inner scope (a lambda, a rule's own parameters) sees the outer ones.</summary>
internal sealed class Scope(bool caseSensitive, Scope? outer = null)
{
    private readonly Dictionary<string, ParameterExpression> _names =
        new(caseSensitive ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);

    /// <summary>The item of the innermost collection function, whose members need no qualification.</summary>
    public ParameterExpression? It { get; init; }

    public bool CaseSensitive => caseSensitive;

    public Scope? Outer => outer;

    public IEnumerable<string> Names => outer is null ? _names.Keys : _names.Keys.Concat(outer.Names);

    public void Add(ParameterExpression parameter) => _names.Add(parameter.Name!, parameter);

    public bool Declares(string name) => Find(name) is not null;

    public ParameterExpression? Find(string name) => _names.GetValueOrDefault(name) ?? outer?.Find(name);

    /// <summary>The implied item: an enclosing lambda's, or the only name in scope where there is exactly one.</summary>
    public ParameterExpression? FindIt() => WithIt()?.It ?? FindRoot();

    /// <summary>What was implied around the innermost collection function.</summary>
    public ParameterExpression? FindParent() => WithIt()?.Outer?.FindIt();

    /// <summary>The only name outside of all collection functions, where there is exactly one.</summary>
    public ParameterExpression? FindRoot()
    {
        ParameterExpression? only = null;
        for (var scope = this; scope is not null; scope = scope.Outer)
            foreach (var parameter in scope._names.Values.Where(parameter => parameter != scope.It))
            {
                if (only is not null)
                    return null;
                only = parameter;
            }
        return only;
    }

    private Scope? WithIt()
    {
        var scope = this;
        while (scope is { It: null })
            scope = scope.Outer;
        return scope;
    }
}
