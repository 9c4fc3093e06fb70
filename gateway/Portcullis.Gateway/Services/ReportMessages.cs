using Portcullis.Gateway.Validation;
using Portcullis.Journal.Projections;
using Portcullis.V1;
using R = Portcullis.Reports.Records;

namespace Portcullis.Gateway.Services;

/// <summary>The reports' records as messages.</summary>
internal static class ReportMessages
{
    public static OrderReport Order(R.OrderRecord o)
    {
        var message = new OrderReport
        {
            OrderId = o.OrderId,
            AccountId = o.Account,
            ClientOrderId = o.ClientOrderId,
            Origin = (OrderOrigin)(int)o.Origin,
            Strategy = o.Strategy,
            StrategyVersion = o.StrategyVersion,
            Symbol = o.Symbol,
            Side = (Side)(int)o.Side,
            Type = (OrderType)(int)o.Type,
            Quantity = DecimalText.Write(o.Quantity),
            ApprovedQuantity = DecimalText.Write(o.ApprovedQuantity),
            LimitPrice = DecimalText.Write(o.LimitPrice),
            StopPrice = DecimalText.Write(o.StopPrice),
            Verdict = (Verdict)(int)o.Verdict,
            RuleSetHash = o.RuleSet,
            Replaces = o.Replaces,
            Status = (OrderStatus)(int)o.Status,
            CancelRequested = o.CancelRequested,
            FilledQuantity = DecimalText.Write(o.FilledQuantity),
            AveragePrice = DecimalText.Write(o.AveragePrice is { } price ? Domain.Money.Round(price) : null),
            Commission = DecimalText.Write(o.Commission),
            SessionDate = ReportFields.Text(o.SessionDate),
            DecidedAt = Wire.Time(o.DecidedAt),
            ChangedAt = Wire.Time(o.ChangedAt),
            Position = o.Position,
            ChangedPosition = o.ChangedPosition,
        };
        message.FailedRules.AddRange(o.FailedRules);
        return message;
    }

    public static RuleOutcome Outcome(R.RuleOutcome o) => new()
    {
        AccountId = o.Account,
        Profile = o.Profile,
        SessionDate = ReportFields.Text(o.SessionDate),
        Code = o.Code,
        Rule = o.Rule,
        Evaluated = o.Evaluated,
        Failed = o.Failed,
        Errors = o.Errors,
        RejectedAlone = o.RejectedAlone,
        Tripped = o.Tripped,
        SmallestHeadroom = DecimalText.Write(o.SmallestHeadroom),
        LargestExcess = DecimalText.Write(o.LargestExcess),
    };

    public static AccountDay Day(R.AccountDay d) => new()
    {
        AccountId = d.Account,
        Profile = d.Profile,
        Currency = d.Currency,
        SessionDate = ReportFields.Text(d.SessionDate),
        StartBalance = DecimalText.Write(d.StartBalance),
        StartEquity = DecimalText.Write(d.StartEquity),
        EndBalance = DecimalText.Write(d.EndBalance),
        EndEquity = DecimalText.Write(d.EndEquity),
        Realized = DecimalText.Write(d.Realized),
        Commission = DecimalText.Write(d.Commission),
        NetDeposits = DecimalText.Write(d.NetDeposits),
        OtherAdjustments = DecimalText.Write(d.OtherAdjustments),
        Orders = d.Orders,
        Approved = d.Approved,
        Resized = d.Resized,
        Held = d.Held,
        Rejected = d.Rejected,
        Fills = d.Fills,
        Busts = d.Busts,
        Trades = d.Trades,
        Wins = d.Wins,
        Losses = d.Losses,
        LargestLoss = DecimalText.Write(d.LargestLoss),
        Locks = d.Locks,
        Breaches = d.Breaches,
        Flattens = d.Flattens,
        Quarantines = d.Quarantines,
        ChangedPosition = d.ChangedPosition,
    };

    public static StrategyEvidence Evidence(R.StrategyEvidence e)
    {
        var message = new StrategyEvidence
        {
            Strategy = e.Strategy,
            Version = e.Version,
            Currency = e.Currency,
            Decisions = e.Decisions,
            Approved = e.Approved,
            Resized = e.Resized,
            Held = e.Held,
            Rejected = e.Rejected,
            Errors = e.Errors,
            Fills = e.Fills,
            Commission = DecimalText.Write(e.Commission),
            Trades = e.Trades,
            Wins = e.Wins,
            Losses = e.Losses,
            SharedTrades = e.SharedTrades,
            Realized = DecimalText.Write(e.Realized),
            MaxDrawdown = DecimalText.Write(e.MaxDrawdown),
            DaysTraded = e.DaysTraded,
            FirstDecisionAt = e.FirstDecisionAt is { } first ? Wire.Time(first) : null,
            LastDecisionAt = e.LastDecisionAt is { } last ? Wire.Time(last) : null,
        };
        message.RejectedBy.AddRange(e.RejectedBy.Select(count => new RuleCount { Code = count.Code, Count = count.Count }));
        return message;
    }

    public static ReadModel Model(ModelBuild build, bool serving) => new()
    {
        Name = build.Name,
        Version = build.Version,
        Build = build.Build,
        Schema = build.Schema,
        Serving = serving,
        KeptUp = build.Position is not null,
        Position = build.Position ?? 0,
        Head = build.Head,
        BegunAt = Wire.Time(build.BegunAt),
        CaughtUpAt = build.CaughtUpAt is { } at ? Wire.Time(at) : null,
        Fault = build.Fault ?? "",
        Aside = build.Aside,
        FirstAside = build.FirstAside ?? 0,
    };

    public static V1.EventAside Aside(ModelBuild build, Journal.Projections.EventAside aside) => new()
    {
        Version = build.Version,
        Build = build.Build,
        Position = aside.Position,
        Stream = aside.Stream,
        StreamVersion = aside.Version,
        Type = aside.Type,
        Error = aside.Error,
        At = Wire.Time(aside.At),
    };
}
