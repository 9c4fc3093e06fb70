using System.Linq.Expressions;
using Portcullis.Rules.Binding;
using Portcullis.Rules.Compilation;
using Portcullis.Rules.Facts;
using Portcullis.Rules.Functions;
using Portcullis.Rules.Language;

namespace Portcullis.Rules;

/// <summary>A single expression over facts, of any type: for an editor's preview, the command line, a test.</summary>
public sealed class RuleExpression
{
    private readonly Func<object?[], object?> _read;

    private RuleExpression(Expression expression, Func<object?[], object?> read)
    {
        Expression = expression;
        _read = read;
    }

    /// <summary>The static type of what it comes to.</summary>
    public Type Type => Expression.Type;

    internal Expression Expression { get; }

    /// <exception cref="RuleSyntaxException">The text has no meaning against the facts.</exception>
    public static RuleExpression Compile(string text, FactModel model, RuleSetOptions? options = null)
    {
        options ??= new();
        var scope = new Scope(options.CaseSensitive);
        var inputs = model.Inputs.Select(input => Expression.Variable(input.Type, input.Name)).ToArray();
        foreach (var input in inputs)
            scope.Add(input);
        var bound = new Binder(new(options.Types, options.Functions), scope).Bind(Parser.Parse(text, options.CaseSensitive));
        if (bound.Type == typeof(bool))
            bound = LogicLowering.Lower(bound);
        var program = new BoundProgram(model, [.. inputs], [], options.NestedRules);
        return new(bound, new ValueReader<object?[]>(program, []).Read<object?>(bound));
    }

    /// <summary>Evaluates against the inputs' values in the model's order. Throws what the evaluation throws.</summary>
    public object? Evaluate(object?[] inputs)
    {
        WorkBudget.Reset();
        return _read(inputs);
    }
}
