using Portcullis.Domain.Market;

namespace Portcullis.Markets;

/// <summary>What one message did to the board.</summary>
/// <param name="View">The instrument's view after it; null when the message was refused.</param>
/// <param name="Range">Of an accepted bar: between which prices the market moved in it.</param>
/// <param name="MarkMoved">Whether bid, ask, doubt or halt differ from before: what a position's value and a broker's fills depend on.</param>
/// <param name="Refusal">Why the message was refused; null when it was taken.</param>
public readonly record struct MarketChange(MarketView? View, BarRange? Range, bool MarkMoved, string? Refusal)
{
    public bool Accepted => Refusal is null;

    public static MarketChange Refused(string reason) => new(null, null, false, reason);
}
