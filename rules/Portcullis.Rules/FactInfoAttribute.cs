namespace Portcullis.Rules;

/// <summary>What is known about a fact beyond its type; read by analysis, the JSON Schema and the generated pages.</summary>
/// <param name="description">One sentence without a full stop.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Method)]
public sealed class FactInfoAttribute(string? description = null) : Attribute
{
    public string? Description { get; } = description;

    /// <summary>For example USD, ticks, ms, minutes.</summary>
    public string? Unit { get; init; }

    /// <summary>The least value that can occur. Default: whatever the type holds.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>The greatest value that can occur. Default: whatever the type holds.</summary>
    public double Max { get; init; } = double.PositiveInfinity;
}
