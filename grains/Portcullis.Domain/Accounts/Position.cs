using Portcullis.Domain.Orders;

namespace Portcullis.Domain.Accounts;

/// <summary>What one fill did to a position; taking it back is subtraction. Quantity and cost are signed, the result is net of commission.</summary>
public readonly record struct PositionChange(decimal Quantity, decimal Cost, decimal Realized);

/// <summary>What an account holds of one instrument. Average cost; money in the account's currency.</summary>
public sealed record Position
{
    public required string Symbol { get; init; }

    /// <summary>Positive long, negative short.</summary>
    public decimal Quantity { get; init; }

    /// <summary>What the open quantity was bought for, price times signed quantity. Kept in place of an average, which would have to be rounded.</summary>
    public decimal Cost { get; init; }

    /// <summary>Of what is open; 0 when flat.</summary>
    public decimal AveragePrice => Quantity == 0m ? 0m : Money.Normalize(Cost / Quantity);

    /// <summary>Since the account was opened, after commissions.</summary>
    public decimal RealizedPnl { get; init; }

    /// <summary>Since the position was last flat, after commissions: a round trip's result once it is flat again.</summary>
    public decimal RoundTripPnl { get; init; }

    public required decimal PointValue { get; init; }

    public required string Currency { get; init; }

    /// <summary>Rate of the instrument's currency to the account's at the last fill; used when no current rate is known.</summary>
    public decimal ConversionRate { get; init; } = 1m;

    /// <summary>Profit or loss of what is open if it were closed at <paramref name="mark"/>, account currency.</summary>
    public decimal UnrealizedPnl(decimal mark, decimal conversionRate) => InMoney((mark * Quantity) - Cost, conversionRate);

    /// <summary>The position after a fill, what the fill changed, and the result of the round trip that it completed, if it did.</summary>
    public (Position After, PositionChange Change, decimal? RoundTrip) Fill(Side side, decimal quantity, decimal price, decimal commission, decimal conversionRate)
    {
        var sign = side.Sign();
        var closed = sign == -Math.Sign(Quantity) ? Math.Min(quantity, Math.Abs(Quantity)) : 0m;
        var completes = closed > 0m && closed == Math.Abs(Quantity);
        var released = completes ? Cost : closed == 0m ? 0m : Money.Round(Cost * closed / Math.Abs(Quantity));
        var change = new PositionChange(
            sign * quantity,
            (sign * price * (quantity - closed)) - released,
            InMoney((-sign * price * closed) - released, conversionRate) - commission);
        var roundTrip = RoundTripPnl + change.Realized;
        return (With(change.Quantity, change.Cost, change.Realized, completes ? 0m : roundTrip, conversionRate), change, completes ? roundTrip : null);
    }

    /// <summary>
    /// The position as if a fill had not been. Exact wherever the fill stood in the row: total profit and loss is path-independent. Where
    /// nothing stays open, cost that later fills were measured against is a result after all.
    /// </summary>
    public Position Without(PositionChange change)
    {
        var flat = Quantity == change.Quantity;
        var realized = (flat ? InMoney(change.Cost - Cost, ConversionRate) : 0m) - change.Realized;
        return With(-change.Quantity, flat ? -Cost : -change.Cost, realized, flat ? 0m : RoundTripPnl + realized, ConversionRate);
    }

    private Position With(decimal quantity, decimal cost, decimal realized, decimal roundTrip, decimal conversionRate) => this with
    {
        Quantity = Money.Normalize(Quantity + quantity),
        Cost = Money.Normalize(Cost + cost),
        RealizedPnl = RealizedPnl + realized,
        RoundTripPnl = roundTrip,
        ConversionRate = conversionRate,
    };

    private decimal InMoney(decimal points, decimal conversionRate) => Money.Round(points * PointValue * conversionRate);
}
