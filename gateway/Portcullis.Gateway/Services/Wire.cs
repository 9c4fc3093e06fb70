using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Portcullis.Domain.Market;
using Portcullis.Gateway.Validation;
using Portcullis.V1;
using D = Portcullis.Domain;

namespace Portcullis.Gateway.Services;

/// <summary>The domain's values as messages. Enums have the same numbers on both sides, which a test holds.</summary>
internal static class Wire
{
    public static Timestamp Time(DateTimeOffset at) => at.ToTimestamp();

    public static OrderDecision Decision(D.Accounts.AccountId account, D.Accounts.OrderDecided e, D.Profiles.ProfileRules? rules, bool duplicate, bool preview)
    {
        var decision = new OrderDecision
        {
            AccountId = account.Value,
            OrderId = preview ? "" : e.OrderId.Value,
            ClientOrderId = e.Request.ClientOrderId.Value,
            Verdict = (Verdict)(int)e.Verdict,
            ApprovedQuantity = DecimalText.Write(e.ApprovedQuantity),
            RuleSetHash = e.RuleSet,
            ControlVersion = e.ControlVersion,
            Version = preview ? 0 : VersionOf(e.OrderId),
            DecidedAt = Time(e.At),
            Duplicate = duplicate,
            Exposure = (Exposure)(int)e.Exposure,
            PositionAfter = DecimalText.Write(e.PositionAfter),
            RiskAmount = DecimalText.Write(e.RiskAmount),
            MaxQuantity = DecimalText.Write(e.MaxQuantity),
            BindingRule = e.BindingRule ?? "",
        };
        decision.Violations.AddRange(e.Violations.Select(Violation));
        foreach (var line in D.Accounts.RuleHeadroom.TightestFirst(e.Headroom)) decision.Headroom.Add(Headroom(line, rules));
        return decision;
    }

    // The id is made of the version that its event has.
    private static long VersionOf(D.Accounts.OrderId id) => long.Parse(id.Value.AsSpan(id.Value.LastIndexOf('-') + 1), CultureInfo.InvariantCulture);

    public static Violation Violation(D.Accounts.Violation v) => new()
    {
        Code = v.Code,
        Rule = v.Rule,
        Message = v.Message,
        Effect = v.Effect.ToString(),
        Left = v.Left,
        LeftValue = v.LeftValue,
        Operator = v.Operator,
        Right = v.Right,
        RightValue = v.RightValue,
        OverBy = DecimalText.Write(v.OverBy),
        Unit = v.Unit,
        Reference = v.Reference,
        Error = v.Error,
    };

    private static Headroom Headroom(D.Accounts.RuleHeadroom h, D.Profiles.ProfileRules? rules)
    {
        var judged = rules?.OrderRule(h.Code);
        return new Headroom { Code = h.Code, Rule = judged?.Name ?? "", Slack = DecimalText.Write(h.Slack), Unit = judged?.Unit ?? "" };
    }

    public static WorkingOrder Order(D.Orders.WorkingOrder o) => new()
    {
        OrderId = o.Id.Value,
        ClientOrderId = o.ClientOrderId.Value,
        Symbol = o.Symbol,
        Side = (Side)(int)o.Side,
        Type = (OrderType)(int)o.Type,
        Quantity = DecimalText.Write(o.Quantity),
        FilledQuantity = DecimalText.Write(o.Filled),
        LimitPrice = DecimalText.Write(o.LimitPrice),
        StopPrice = DecimalText.Write(o.StopPrice),
        TimeInForce = (TimeInForce)(int)o.TimeInForce,
        Status = (OrderStatus)(int)o.Status,
        OcoGroup = o.OcoGroup ?? "",
        DecidedAt = Time(o.DecidedAt),
    };

    public static Position Position(D.Accounts.Position p, MarketSnapshot market, string accountCurrency)
    {
        var view = market.For(p.Symbol);
        var mark = view.MarkFor(p.Quantity);
        var rate = market.Rate(p.Currency, accountCurrency) ?? p.ConversionRate;
        return new Position
        {
            Symbol = p.Symbol,
            Quantity = DecimalText.Write(p.Quantity),
            AveragePrice = DecimalText.Write(p.AveragePrice),
            Mark = DecimalText.Write(mark),
            UnrealizedPnl = DecimalText.Write(mark is { } price ? p.UnrealizedPnl(price, rate) : 0m),
            RealizedPnl = DecimalText.Write(p.RealizedPnl),
            MarkedAt = view.QuotedAt is { } at ? Time(at) : null,
            Doubtful = view.Doubt != MarkDoubt.None,
        };
    }

    public static V1.MarketView Market(D.Market.MarketView view) => new()
    {
        Symbol = view.Symbol,
        Bid = DecimalText.Write(view.Bid),
        Ask = DecimalText.Write(view.Ask),
        Last = DecimalText.Write(view.Last),
        QuotedAt = view.QuotedAt is { } at ? Time(at) : null,
        Halted = view.Halted,
        Doubtful = view.Doubt != MarkDoubt.None,
        Doubt = view.Doubt == MarkDoubt.None ? "" : view.Doubt.ToString(),
    };

    public static ApiKey Key(D.Access.ApiKey key, string name, D.Access.Forgotten? forgotten, DateTimeOffset? lastUsed)
    {
        var message = new ApiKey
        {
            KeyId = key.KeyId,
            Name = name,
            Holder = key.Holder,
            CreatedAt = Time(key.CreatedAt),
            ExpiresAt = key.ExpiresAt is { } expires ? Time(expires) : null,
            RevokedAt = key.RevokedAt is { } revoked ? Time(revoked) : null,
            LastUsedAt = lastUsed is { } used ? Time(used) : null,
            ForgottenAt = forgotten is not null ? Time(forgotten.At) : null,
            ErasedAt = forgotten?.ErasedAt is { } erased ? Time(erased) : null,
        };
        message.Roles.AddRange(key.Roles.Select(role => (Role)(int)role));
        message.AccountIds.AddRange(key.Accounts);
        return message;
    }

    public static D.Orders.OrderRequest Request(SubmitRequest r) => new()
    {
        ClientOrderId = new D.Accounts.ClientOrderId(r.ClientOrderId),
        Symbol = r.Symbol,
        Side = (D.Orders.Side)(int)r.Side,
        Type = (D.Orders.OrderType)(int)r.Type,
        Quantity = DecimalText.Read(r.Quantity)!.Value,
        LimitPrice = DecimalText.Read(r.LimitPrice),
        StopPrice = DecimalText.Read(r.StopPrice),
        TimeInForce = (D.Orders.TimeInForce)(int)r.TimeInForce,
        Bracket = r.Bracket is { } b ? new D.Orders.Bracket(DecimalText.Read(b.StopPrice)!.Value, DecimalText.Read(b.TakeProfitPrice)) : null,
        AllowResize = r.AllowResize,
        ReduceOnly = r.ReduceOnly,
        Strategy = r.Strategy,
        StrategyVersion = r.StrategyVersion,
        Tag = r.Tag,
    };
}
