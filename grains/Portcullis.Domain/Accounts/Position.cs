using Portcullis.Domain.Orders;

namespace Portcullis.Domain.Accounts;

/// <summary>What an account holds of one instrument. Average cost; money in the account's currency.</summary>
public sealed record Position
{
    public required string Symbol { get; init; }

    /// <summary>Positive long, negative short.</summary>
    public decimal Quantity { get; init; }

    /// <summary>Of what is open; 0 when flat.</summary>
    public decimal AveragePrice { get; init; }

    /// <summary>Since the account was opened, after commissions.</summary>
    public decimal RealizedPnl { get; init; }

    /// <summary>Since the position was last flat, after commissions: a round trip's result once it is flat again.</summary>
    public decimal RoundTripPnl { get; init; }

    public required decimal PointValue { get; init; }

    public required string Currency { get; init; }

    /// <summary>Rate of the instrument's currency to the account's at the last fill; used when no current rate is known.</summary>
    public decimal ConversionRate { get; init; } = 1m;

    /// <summary>Profit or loss of what is open if it were closed at <paramref name="mark"/>, account currency.</summary>
    public decimal UnrealizedPnl(decimal mark, decimal conversionRate) =>
        Money.Round((mark - AveragePrice) * Quantity * PointValue * conversionRate);

    /// <summary>The position after a fill, and the result of the round trip that it completed, if it did.</summary>
    public (Position After, decimal? RoundTrip) Fill(Side side, decimal quantity, decimal price, decimal commission, decimal conversionRate)
    {
        var signed = side.Sign() * quantity;
        var closed = Math.Sign(signed) == -Math.Sign(Quantity) ? Math.Min(quantity, Math.Abs(Quantity)) : 0m;
        var realized = Money.Round((price - AveragePrice) * closed * Math.Sign(Quantity) * PointValue * conversionRate);
        var after = Quantity + signed;
        var average = after == 0m ? 0m
            : closed == quantity ? AveragePrice
            : closed > 0m ? price
            : (AveragePrice * Math.Abs(Quantity) + price * quantity) / Math.Abs(after);
        var net = realized - commission;
        var roundTrip = (Quantity == 0m ? 0m : RoundTripPnl) + net;
        var completed = closed > 0m && closed == Math.Abs(Quantity);
        return (this with
        {
            Quantity = after,
            AveragePrice = Money.Normalize(average),
            RealizedPnl = RealizedPnl + net,
            RoundTripPnl = completed ? 0m : roundTrip,
            ConversionRate = conversionRate,
        }, completed ? roundTrip : null);
    }
}
