using System.Text.Json;
using Portcullis.Domain.Facts;
using Portcullis.Rules;
using Portcullis.Rules.Facts;
using Portcullis.Rules.Files;

namespace Portcullis.Cli.RuleFiles;

/// <summary>What rules speak of: the facts of an order's decision, those of monitoring, or the shape of a sample.</summary>
internal abstract class RuleFacts(FactModel model)
{
    public static RuleFacts OfOrders { get; } = new RuleFacts<DecisionFacts>(FactModel.Of<DecisionFacts>(), FactJson.Read<DecisionFacts>);

    public static RuleFacts OfMonitoring { get; } = new RuleFacts<MonitorFacts>(FactModel.Of<MonitorFacts>(), FactJson.Read<MonitorFacts>);

    public FactModel Model => model;

    /// <summary>The inputs and types of a JSON object with a sample of every input.</summary>
    public static RuleFacts Like(JsonElement sample)
    {
        if (sample.ValueKind != JsonValueKind.Object)
            throw new UsageException("A model is a JSON object with a sample of every input.");
        var inputs = sample.EnumerateObject().Select(input => new FactInput(input.Name, JsonFacts.ExactTypeOf(input.Value))).ToArray();
        return new RuleFacts<object?[]>(FactModel.Named(inputs),
            facts => [.. inputs.Select(input => facts.TryGetProperty(input.Name, out var value) ? value.Deserialize(input.Type, FactJson.Options) : null)]);
    }

    public abstract LoadedRules Load(RuleTarget target);

    /// <exception cref="Portcullis.Rules.Language.RuleSyntaxException">The expression has no meaning over these facts.</exception>
    public abstract (Type Type, object? Value) Evaluate(string expression, JsonElement facts);
}

/// <inheritdoc/>
internal sealed class RuleFacts<TFacts>(FactModel model, Func<JsonElement, TFacts> read) : RuleFacts(model)
    where TFacts : class
{
    public override LoadedRules Load(RuleTarget target)
    {
        var faults = target.Faults.ToList();
        var files = RuleFolder.Read(target.Files, faults);
        if (faults.Count > 0)
            return new LoadedRules<TFacts>(target.Name, null, faults, read);
        var load = RuleSet.Load<TFacts>(files, Model, new() { Parameters = target.Parameters });
        return new LoadedRules<TFacts>(target.Name, load.RuleSet, load.Diagnostics, read);
    }

    public override (Type Type, object? Value) Evaluate(string expression, JsonElement facts)
    {
        var compiled = RuleExpression.Compile<TFacts>(expression, Model);
        return (compiled.Type, compiled.Evaluate(read(facts)));
    }
}
