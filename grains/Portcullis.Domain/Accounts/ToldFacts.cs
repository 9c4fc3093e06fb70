using Portcullis.Domain.Facts;
using Portcullis.Domain.Orders;

namespace Portcullis.Domain.Accounts;

/// <summary>Facts that a recorded decision tells without its list of facts, and that are not written there again.</summary>
internal static class ToldFacts
{
    /// <summary>Nothing is told.</summary>
    public static readonly DecisionFacts None = new();

    /// <summary>
    /// What the rest of the record tells of the order. A replacement's request is the gateway's own, made of the order that it changes, and
    /// stands under no hash: what was judged is written out beside it.
    /// </summary>
    public static DecisionFacts Of(OrderRequest request, bool isNew, decimal quantity, Exposure exposure, decimal position, decimal risk, decimal notionalPerUnit)
    {
        if (!isNew)
        {
            return None with
            {
                Order = new OrderFacts { Quantity = quantity, Notional = notionalPerUnit * quantity, RiskAmount = risk, Exposure = exposure, PositionAfter = position },
                Strategy = new StrategyFacts(),
            };
        }

        return None with
        {
            Order = new OrderFacts
            {
                Symbol = request.Symbol,
                Side = request.Side,
                Type = request.Type,
                Quantity = quantity,
                Price = request.LimitPrice,
                StopPrice = request.StopPrice,
                ReferencePrice = request.LimitPrice ?? request.StopPrice ?? 0m,
                TimeInForce = request.TimeInForce,
                Notional = notionalPerUnit * quantity,
                RiskAmount = risk,
                HasStop = request.Bracket is not null,
                Exposure = exposure,
                PositionAfter = position,
                Tag = request.Tag,
            },
            Strategy = new StrategyFacts { Name = request.Strategy, Version = request.StrategyVersion },
        };
    }

    /// <summary>What the facts at the quantity decided tell of those at the quantity asked for.</summary>
    public static DecisionFacts AtAsked(DecisionFacts decided, decimal quantity) => decided with { Order = decided.Order with { Quantity = quantity } };
}
