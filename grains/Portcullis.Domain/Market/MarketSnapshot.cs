using System.Collections.Immutable;

namespace Portcullis.Domain.Market;

/// <summary>All markets at one moment: immutable, so that a decision sees one consistent picture.</summary>
public sealed record MarketSnapshot(ImmutableDictionary<string, MarketView> Views)
{
    public static readonly MarketSnapshot Empty = new(ImmutableDictionary<string, MarketView>.Empty.WithComparers(StringComparer.Ordinal));

    public MarketView For(string symbol) => Views.TryGetValue(symbol, out var view) ? view : new MarketView { Symbol = symbol };

    public MarketSnapshot With(MarketView view) => new(Views.SetItem(view.Symbol, view));

    /// <summary>Units of <paramref name="to"/> for one unit of <paramref name="from"/>, from the mid of a pair quoted here; null when unknown.</summary>
    public decimal? Rate(string from, string to)
    {
        if (string.Equals(from, to, StringComparison.Ordinal)) return 1m;
        if (For(from + to) is { Doubt: MarkDoubt.None, Mid: { } direct }) return direct;
        if (For(to + from) is { Doubt: MarkDoubt.None, Mid: { } inverse } && inverse != 0m) return 1m / inverse;
        return null;
    }

    /// <summary>The same from the last trusted quotes, however long ago; for what has happened and must be booked, never to decide on an entry.</summary>
    public decimal? LastRate(string from, string to)
    {
        if (For(from + to).Mid is { } direct) return direct;
        return For(to + from).Mid is { } inverse && inverse != 0m ? 1m / inverse : null;
    }
}
