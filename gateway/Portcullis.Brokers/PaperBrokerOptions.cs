using Portcullis.Domain.Instruments;

namespace Portcullis.Brokers;

/// <summary>How the paper broker fills.</summary>
public sealed record PaperBrokerOptions
{
    /// <summary>Share of the quoted size that our orders may take, above 0 and up to 1. Default 1.</summary>
    public decimal Participation { get; init; } = 1m;

    /// <summary>Size assumed on either side where the feed reports none, in units of quantity; null, the default, is without bound.</summary>
    public decimal? UnreportedSize { get; init; }

    /// <summary>Ticks that a market order pays beyond the quote. Default 0: at the sizes quoted there is none.</summary>
    public int MarketSlippageTicks { get; init; }

    /// <summary>Ticks that a triggered stop pays beyond the quote or its stop price, whichever is worse. Default 1.</summary>
    public int StopSlippageTicks { get; init; } = 1;

    /// <summary>Age up to which a new order is filled on the last quote; an older quote is waited out. Default 90 seconds, so that one-minute bars carry it.</summary>
    public TimeSpan QuoteGoodFor { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Default: none.</summary>
    public CommissionSchedule Commissions { get; init; } = CommissionSchedule.Free;
}
