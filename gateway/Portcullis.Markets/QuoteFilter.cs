using Portcullis.Domain.Market;

namespace Portcullis.Markets;

/// <summary>
/// Decides which quotes of one instrument to believe. The first two-sided quote is believed; a later one when both sides lie near the trusted
/// ones. A quote that does not is a witness: enough witnesses in a row, near each other and over some time, make a new market, and one quote
/// in line with the old one dismisses them. Until then the last trusted quote stays the mark, in doubt.
/// </summary>
internal sealed class QuoteFilter(decimal tickSize)
{
    private decimal _witnessBid;
    private decimal _witnessAsk;
    private DateTimeOffset _firstWitness;
    private int _witnesses;

    public decimal? Bid { get; private set; }

    public decimal? Ask { get; private set; }

    public DateTimeOffset? ConfirmedAt { get; private set; }

    public decimal? Mid => (Bid + Ask) / 2m;

    /// <summary>None when this quote is now the trusted one; otherwise why it is not.</summary>
    public MarkDoubt Judge(DateTimeOffset at, decimal? bid, decimal? ask, decimal? atr, Tolerance tolerance)
    {
        if (bid is not { } b || ask is not { } a) return MarkDoubt.Missing;
        if (b > a) return MarkDoubt.Crossed;
        if (Bid is not { } trustedBid || Ask is not { } trustedAsk || IsNear(b, a, trustedBid, trustedAsk, atr, tolerance)) return Trust(at, b, a);

        var continues = _witnesses > 0 && IsNear(b, a, _witnessBid, _witnessAsk, atr, tolerance);
        if (!continues) (_firstWitness, _witnesses) = (at, 0);
        (_witnessBid, _witnessAsk) = (b, a);
        _witnesses++;
        return IsConfirmed(at, trustedBid, trustedAsk) ? Trust(at, b, a) : MarkDoubt.OutOfLine;
    }

    /// <summary>Whether a single price could belong to the trusted market; before there is one, any could.</summary>
    public bool IsInLine(decimal price, decimal? atr, Tolerance tolerance)
    {
        if (Bid is not { } bid || Ask is not { } ask) return true;
        var band = BandAround((bid + ask) / 2m, atr, tolerance);
        return bid - band <= price && price <= ask + band;
    }

    private MarkDoubt Trust(DateTimeOffset at, decimal bid, decimal ask)
    {
        (Bid, Ask, ConfirmedAt, _witnesses) = (bid, ask, at, 0);
        return MarkDoubt.None;
    }

    private bool IsNear(decimal bid, decimal ask, decimal otherBid, decimal otherAsk, decimal? atr, Tolerance tolerance)
    {
        var band = BandAround((otherBid + otherAsk) / 2m, atr, tolerance);
        return Math.Abs(bid - otherBid) <= band && Math.Abs(ask - otherAsk) <= band;
    }

    private bool IsConfirmed(DateTimeOffset at, decimal trustedBid, decimal trustedAsk)
    {
        var span = at - _firstWitness;
        var step = Math.Max(Math.Abs(_witnessBid - trustedBid), Math.Abs(_witnessAsk - trustedAsk));
        if (step > Limits.ExtremeFraction * Math.Abs(trustedBid + trustedAsk) / 2m)
            return _witnesses >= Limits.ExtremeConfirmingQuotes && span >= Limits.ExtremeConfirmingSpan;
        return (_witnesses >= Limits.ConfirmingQuotes && span >= Limits.ConfirmingSpan)
            || (_witnesses >= Limits.SlowConfirmingQuotes && span >= Limits.SlowConfirmingSpan);
    }

    private decimal BandAround(decimal mid, decimal? atr, Tolerance tolerance)
    {
        var band = Math.Max(tolerance.Fraction * Math.Abs(mid), Limits.OutOfLineTicks * tickSize);
        return atr is { } range ? Math.Max(band, tolerance.Ranges * range) : band;
    }
}
