namespace Portcullis.Workflows.Definitions;

/// <summary>What keeps a definition from being used. <paramref name="Path"/> is where in the JSON it stands, for example <c>root.activities[2].id</c>.</summary>
public sealed record DefinitionFault(string Path, string Message)
{
    public override string ToString() => $"{Path}: {Message}";
}

/// <summary>The definition; null when there are faults.</summary>
public sealed record DefinitionReading(WorkflowDefinition? Definition, IReadOnlyList<DefinitionFault> Faults);
