namespace Portcullis.Markets;

/// <summary>Bounds of the market board, each with its reason.</summary>
public static class Limits
{
    /// <summary>Instruments that one board follows; a feed that names more is taken for a fault.</summary>
    public const int Instruments = 10_000;

    public static readonly TimeSpan LongestBar = TimeSpan.FromDays(1);

    /// <summary>
    /// A quote or a bar is out of line when a side lies further from the trusted one than the largest of these and <see cref="OutOfLineTicks"/>.
    /// Eight times the one-minute range lets a news minute pass (payrolls move EUR/USD by about six) while scaling down in quiet hours; half a
    /// percent keeps ordinary moves of calm instruments free of doubt.
    /// </summary>
    public static readonly Tolerance ForQuotes = new(Ranges: 8m, Fraction: 0.005m);

    /// <summary>
    /// A single trade is judged more strictly: it stands beside the market of a moment ago and not of a minute ago, real moves confirm themselves
    /// within seconds, and reports that come late or average a price are off by a third of a percent and more.
    /// </summary>
    public static readonly Tolerance ForTrades = new(Ranges: 3m, Fraction: 0.0015m);

    /// <summary>Keeps low-priced instruments, whose single tick is a large part of the price, free of doubt.</summary>
    public const decimal OutOfLineTicks = 4m;

    /// <summary>
    /// What makes an out-of-line price the new market: so many in a row near each other over at least so long. Late reports come in bursts
    /// of up to three within milliseconds, between which the true market trades on; a second without any price in line is a real move.
    /// </summary>
    public const int ConfirmingQuotes = 3;
    public static readonly TimeSpan ConfirmingSpan = TimeSpan.FromSeconds(1);

    /// <summary>The same for slow feeds, such as one-minute bars: two in a row half a minute apart.</summary>
    public const int SlowConfirmingQuotes = 2;
    public static readonly TimeSpan SlowConfirmingSpan = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A step of more than a fifth is more often a split, a rename or a wrong symbol than a market, and what it would trip cannot be taken
    /// back: it needs more witnesses.
    /// </summary>
    public const decimal ExtremeFraction = 0.20m;
    public const int ExtremeConfirmingQuotes = 10;
    public static readonly TimeSpan ExtremeConfirmingSpan = TimeSpan.FromMinutes(5);

    /// <summary>When quotes of an instrument have been missing this long while it trades on, trades mark it as if it had none.</summary>
    public static readonly TimeSpan QuotesGoneAfter = TimeSpan.FromMinutes(15);

    /// <summary>Decimal places that indicators are rounded to: far below any tick, and short enough to record.</summary>
    public const int IndicatorPlaces = 10;
}
