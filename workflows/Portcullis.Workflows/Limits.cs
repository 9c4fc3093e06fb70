namespace Portcullis.Workflows;

public static class Limits
{
    /// <summary>Characters of one definition's JSON.</summary>
    public const int DefinitionLength = 1_048_576;

    /// <summary>Activities of one flowchart.</summary>
    public const int Activities = 500;

    public const int Connections = 2_000;
}
