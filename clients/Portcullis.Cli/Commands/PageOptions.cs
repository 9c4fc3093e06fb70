using System.CommandLine;

namespace Portcullis.Cli.Commands;

/// <summary>What every report takes.</summary>
internal sealed class PageOptions
{
    /// <summary>Rows that are asked for at once.</summary>
    public const int PageRows = 1_000;

    public Option<string?> Account { get; } = new("--account") { Description = "Only this account. Default all that the key covers." };

    public Option<int> Limit { get; } = new("--limit") { Description = "At most so many rows.", DefaultValueFactory = _ => 100 };

    public Option<bool> Wait { get; } = new("--wait") { Description = "Wait until the report holds all that is recorded now." };

    public Symbol[] All => [Limit, Wait];
}
