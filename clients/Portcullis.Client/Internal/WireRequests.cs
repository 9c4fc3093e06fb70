using Google.Protobuf.WellKnownTypes;

namespace Portcullis.Client.Internal;

/// <summary>From what a caller says to messages of the contracts.</summary>
internal static class WireRequests
{
    public static V1.SubmitRequest Submit(OrderRequest order, TimeProvider time) => new()
    {
        AccountId = order.AccountId,
        ClientOrderId = order.ClientOrderId,
        Symbol = order.Symbol,
        Side = (V1.Side)order.Side,
        Type = (V1.OrderType)order.Type,
        Quantity = DecimalText.Write(order.Quantity),
        LimitPrice = DecimalText.Write(order.LimitPrice),
        StopPrice = DecimalText.Write(order.StopPrice),
        TimeInForce = (V1.TimeInForce)order.TimeInForce,
        Bracket = order.Bracket is not { } bracket
            ? null
            : new V1.Bracket { StopPrice = DecimalText.Write(bracket.StopPrice), TakeProfitPrice = DecimalText.Write(bracket.TakeProfitPrice) },
        AllowResize = order.AllowResize,
        ReduceOnly = order.ReduceOnly,
        Strategy = order.Strategy,
        StrategyVersion = order.StrategyVersion,
        Tag = order.Tag,
        SentAt = Timestamp.FromDateTimeOffset(time.GetUtcNow()),
    };

    public static V1.ReplaceRequest Replace(OrderReplacement replacement) => new()
    {
        AccountId = replacement.AccountId,
        ClientOrderId = replacement.ClientOrderId,
        OriginalClientOrderId = replacement.OriginalClientOrderId,
        Quantity = DecimalText.Write(replacement.Quantity),
        LimitPrice = DecimalText.Write(replacement.LimitPrice),
        StopPrice = DecimalText.Write(replacement.StopPrice),
    };

    public static V1.Execution Execution(Execution execution) => new()
    {
        AccountId = execution.AccountId,
        ExecutionId = execution.ExecutionId,
        OrderId = execution.OrderId,
        ClientOrderId = execution.ClientOrderId,
        Kind = (V1.ExecutionKind)execution.Kind,
        Symbol = execution.Symbol,
        Side = (V1.Side)execution.Side,
        Quantity = DecimalText.Write(execution.Quantity),
        Price = DecimalText.Write(execution.Price),
        LeavesQuantity = DecimalText.Write(execution.LeavesQuantity),
        Commission = DecimalText.Write(execution.Commission),
        Reason = execution.Reason,
        At = Timestamp.FromDateTimeOffset(execution.At),
        BustedExecutionId = execution.BustedExecutionId,
        OrderType = (V1.OrderType)execution.OrderType,
        LimitPrice = DecimalText.Write(execution.LimitPrice),
        StopPrice = DecimalText.Write(execution.StopPrice),
        TimeInForce = (V1.TimeInForce)execution.TimeInForce,
    };

    public static V1.MarketDataMessage MarketData(MarketEvent data)
    {
        var message = new V1.MarketDataMessage { Symbol = data.Symbol, At = Timestamp.FromDateTimeOffset(data.At) };
        switch (data)
        {
            case QuoteEvent quote:
                message.Quote = new V1.Quote
                {
                    Bid = DecimalText.Write(quote.Bid),
                    Ask = DecimalText.Write(quote.Ask),
                    BidSize = DecimalText.Write(quote.BidSize),
                    AskSize = DecimalText.Write(quote.AskSize),
                };
                break;
            case TradeEvent trade:
                message.Trade = new V1.Trade { Price = DecimalText.Write(trade.Price), Size = DecimalText.Write(trade.Size) };
                break;
            case BarEvent bar:
                message.Bar = Bar(bar);
                break;
            case TradingStateEvent state:
                message.State = (V1.TradingState)state.State;
                break;
            default:
                throw new ArgumentException($"{data.GetType().Name} is not a kind of market data the contracts know.", nameof(data));
        }

        return message;
    }

    public static V1.ControlRequest Control(Scope scope, string reason) =>
        new() { Scope = new V1.Scope { Kind = (V1.ScopeKind)scope.Kind, Name = scope.Name }, Reason = reason };

    private static V1.Bar Bar(BarEvent bar) => new()
    {
        Start = Timestamp.FromDateTimeOffset(bar.Start),
        Seconds = bar.Seconds,
        Open = DecimalText.Write(bar.Open),
        High = DecimalText.Write(bar.High),
        Low = DecimalText.Write(bar.Low),
        Close = DecimalText.Write(bar.Close),
        Volume = DecimalText.Write(bar.Volume),
        Bid = DecimalText.Write(bar.Bid),
        Ask = DecimalText.Write(bar.Ask),
    };
}
