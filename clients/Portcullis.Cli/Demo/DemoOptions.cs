namespace Portcullis.Cli.Demo;

/// <summary>What a demonstration was asked to show.</summary>
internal sealed record DemoOptions
{
    /// <summary>Files of market data; none: the generated session.</summary>
    public required IReadOnlyList<string> Data { get; init; }

    /// <summary>Null: one that fits the first symbol.</summary>
    public required string? Profile { get; init; }

    /// <summary>Null: of the generated session its own, else none.</summary>
    public required string? Calendar { get; init; }

    /// <summary>Null: each day's busiest of the first file.</summary>
    public required string? Symbol { get; init; }

    public required int Seed { get; init; }

    /// <summary>Seconds of data a second; 0: as fast as it goes.</summary>
    public required double Speed { get; init; }

    /// <summary>Null: a temporary folder, gone afterwards.</summary>
    public required string? Keep { get; init; }
}
