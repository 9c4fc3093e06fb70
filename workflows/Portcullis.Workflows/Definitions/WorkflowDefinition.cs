using System.Collections.Immutable;
using System.Text.Json;

namespace Portcullis.Workflows.Definitions;

/// <summary>A workflow as Elsa 3 writes it: a flowchart of activities.</summary>
public sealed record WorkflowDefinition
{
    /// <summary>Shared by all versions.</summary>
    public required string DefinitionId { get; init; }

    /// <summary>1 or more.</summary>
    public required int Version { get; init; }

    public required string Name { get; init; }

    public required bool IsPublished { get; init; }

    public required Flowchart Root { get; init; }
}

/// <summary>Activities and what leads from one to the next. <paramref name="Start"/> is the id of the first.</summary>
public sealed record Flowchart(string Id, string Start, ImmutableArray<FlowActivity> Activities, ImmutableArray<Connection> Connections);

/// <summary>One step. <paramref name="Inputs"/> are its settings by name, each an Elsa expression.</summary>
public sealed record FlowActivity(string Id, string Type, int Version, ImmutableDictionary<string, ActivityInput> Inputs);

/// <summary>A value as the designer stores it: <paramref name="ExpressionType"/> is <c>Literal</c> for what was typed in.</summary>
public sealed record ActivityInput(string TypeName, string ExpressionType, JsonElement Value);

/// <summary>From an outcome of one activity to the next.</summary>
public sealed record Connection(string Source, string Outcome, string Target);
