using System.Collections.Immutable;
using System.Text.Json;

namespace Portcullis.Rules.Format;

/// <summary>An expression's or message's text, with the JSON string it was read from.</summary>
internal sealed record SourceText(string Text, JsonNode Node)
{
    public Place At(int offset) => Node.PlaceInside(offset);
}

internal sealed record ParameterDefinition(string Name, SourceText Expression, Place Place, bool IsLocal);

/// <summary>What the file says happens after a rule: data that a host acts on.</summary>
internal sealed record ActionDefinition(string Name, ImmutableSortedDictionary<string, JsonElement> Context, Place Place);

internal sealed record RuleDefinition(
    string Name,
    Place Place,
    bool Enabled,
    SourceText? Expression,
    RuleOperator? Operator,
    ImmutableArray<RuleDefinition> Rules,
    ImmutableArray<ParameterDefinition> LocalParams,
    SourceText? ErrorMessage,
    string? SuccessEvent,
    ActionDefinition? OnSuccess,
    ActionDefinition? OnFailure,
    ImmutableSortedDictionary<string, JsonElement> Properties);

internal enum RuleOperator : byte
{
    And,
    Or,
}

internal sealed record WorkflowDefinition(
    string Name,
    Place Place,
    ImmutableArray<RuleDefinition> Rules,
    ImmutableArray<(string Name, Place Place)> Injects,
    ImmutableArray<ParameterDefinition> GlobalParams);
