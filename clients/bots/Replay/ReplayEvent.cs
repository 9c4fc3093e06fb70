using Portcullis.Client;

namespace Portcullis.Bots.Replay;

/// <summary>One row on its way through a replay.</summary>
/// <param name="Published">What the gateway is told.</param>
/// <param name="Bar">
/// What a bot sees of it, where the row is a bar. Of an instrument without trades the gateway gets the closing quote, and the bot the bar.
/// </param>
public readonly record struct ReplayEvent(MarketEvent Published, BarEvent? Bar)
{
    public DateTimeOffset At => Published.At;

    public string Symbol => Published.Symbol;
}
