using System.CommandLine;

namespace Portcullis.Cli.Commands;

/// <summary>Which recorded events, where a command shows some.</summary>
internal sealed class EventOptions
{
    public Option<string[]> Types { get; } = new("--type") { Description = "Only events of these types, for example order_decided.", AllowMultipleArgumentsPerToken = true };

    public Option<DateTimeOffset?> From { get; } = TimeOption.Create("--from", "Only what happened at this time or later, for example 2026-03-02T14:30:00Z.");

    public Option<DateTimeOffset?> Until { get; } = TimeOption.Create("--until", "Only what happened before this time.");

    public Option<string?> Correlation { get; } = new("--correlation") { Description = "Only what belongs to this order's id, from its decision to its last fill." };

    public Symbol[] All => [Types, From, Until, Correlation];
}
