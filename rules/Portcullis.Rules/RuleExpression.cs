using System.Linq.Expressions;
using Portcullis.Rules.Binding;
using Portcullis.Rules.Compilation;
using Portcullis.Rules.Facts;
using Portcullis.Rules.Functions;
using Portcullis.Rules.Language;

namespace Portcullis.Rules;

/// <summary>A single expression over facts, of any type: for an editor's preview, the command line, a test.</summary>
public sealed class RuleExpression<TFacts>
{
    private readonly Func<TFacts, object?> _read;

    internal RuleExpression(Expression expression, Func<TFacts, object?> read)
    {
        Type = expression.Type;
        _read = read;
    }

    /// <summary>The static type of what it comes to.</summary>
    public Type Type { get; }

    /// <summary>Evaluates it. Throws what the evaluation throws.</summary>
    public object? Evaluate(TFacts facts)
    {
        WorkBudget.Reset();
        return _read(facts);
    }
}

/// <summary>Compiles single expressions.</summary>
public static class RuleExpression
{
    /// <summary>Over named inputs, given as an array in the model's order.</summary>
    public static RuleExpression<object?[]> Compile(string text, FactModel model, RuleSetOptions? options = null) => Compile<object?[]>(text, model, options);

    /// <exception cref="RuleSyntaxException">The text has no meaning against the facts.</exception>
    public static RuleExpression<TFacts> Compile<TFacts>(string text, FactModel model, RuleSetOptions? options = null)
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
        return new(bound, new ValueReader<TFacts>(program, []).Read<object?>(bound));
    }
}
