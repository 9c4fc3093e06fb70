using System.Globalization;

namespace Portcullis.Client.Internal;

/// <summary>From the reports' messages to what the SDK shows.</summary>
internal static class WireReports
{
    private const string DateForm = "yyyy-MM-dd";

    public static string Text(DateOnly? date) => date?.ToString(DateForm, CultureInfo.InvariantCulture) ?? "";

    public static ReportPage<T> Page<TWire, T>(IEnumerable<TWire> rows, Func<TWire, T> read, V1.ReportPlace place) =>
        new([.. rows.Select(read)], place.Position, place.Head, place.NextPageToken) { Incomplete = [.. place.IncompleteAccounts] };

    public static OrderReport Order(V1.OrderReport wire) => new()
    {
        OrderId = wire.OrderId,
        AccountId = wire.AccountId,
        ClientOrderId = wire.ClientOrderId,
        Origin = (OrderOrigin)wire.Origin,
        Strategy = wire.Strategy,
        StrategyVersion = wire.StrategyVersion,
        Symbol = wire.Symbol,
        Side = (Side)wire.Side,
        Type = (OrderType)wire.Type,
        Quantity = DecimalText.Read(wire.Quantity, "quantity"),
        ApprovedQuantity = DecimalText.Read(wire.ApprovedQuantity, "approved_quantity"),
        LimitPrice = DecimalText.ReadOptional(wire.LimitPrice, "limit_price"),
        StopPrice = DecimalText.ReadOptional(wire.StopPrice, "stop_price"),
        Verdict = (Verdict)wire.Verdict,
        FailedRules = [.. wire.FailedRules],
        RuleSetHash = wire.RuleSetHash,
        Replaces = wire.Replaces,
        Status = (OrderStatus)wire.Status,
        CancelRequested = wire.CancelRequested,
        FilledQuantity = DecimalText.Read(wire.FilledQuantity, "filled_quantity"),
        AveragePrice = DecimalText.ReadOptional(wire.AveragePrice, "average_price"),
        Commission = DecimalText.Read(wire.Commission, "commission"),
        SessionDate = Date(wire.SessionDate),
        DecidedAt = Wire.Time(wire.DecidedAt),
        ChangedAt = Wire.Time(wire.ChangedAt),
        Position = wire.Position,
        ChangedPosition = wire.ChangedPosition,
    };

    public static RuleOutcome Outcome(V1.RuleOutcome wire) => new()
    {
        AccountId = wire.AccountId,
        Profile = wire.Profile,
        SessionDate = Date(wire.SessionDate),
        Code = wire.Code,
        Rule = wire.Rule,
        Evaluated = wire.Evaluated,
        Failed = wire.Failed,
        Errors = wire.Errors,
        RejectedAlone = wire.RejectedAlone,
        Tripped = wire.Tripped,
        SmallestHeadroom = DecimalText.ReadOptional(wire.SmallestHeadroom, "smallest_headroom"),
        LargestExcess = DecimalText.ReadOptional(wire.LargestExcess, "largest_excess"),
    };

    public static AccountDay Day(V1.AccountDay wire) => new()
    {
        AccountId = wire.AccountId,
        Profile = wire.Profile,
        Currency = wire.Currency,
        SessionDate = Date(wire.SessionDate),
        StartBalance = DecimalText.Read(wire.StartBalance, "start_balance"),
        StartEquity = DecimalText.Read(wire.StartEquity, "start_equity"),
        EndBalance = DecimalText.ReadOptional(wire.EndBalance, "end_balance"),
        EndEquity = DecimalText.ReadOptional(wire.EndEquity, "end_equity"),
        Realized = DecimalText.Read(wire.Realized, "realized"),
        Commission = DecimalText.Read(wire.Commission, "commission"),
        NetDeposits = DecimalText.Read(wire.NetDeposits, "net_deposits"),
        OtherAdjustments = DecimalText.Read(wire.OtherAdjustments, "other_adjustments"),
        Orders = wire.Orders,
        Approved = wire.Approved,
        Resized = wire.Resized,
        Held = wire.Held,
        Rejected = wire.Rejected,
        Fills = wire.Fills,
        Busts = wire.Busts,
        Trades = wire.Trades,
        Wins = wire.Wins,
        Losses = wire.Losses,
        LargestLoss = DecimalText.Read(wire.LargestLoss, "largest_loss"),
        Locks = wire.Locks,
        Breaches = wire.Breaches,
        Flattens = wire.Flattens,
        Quarantines = wire.Quarantines,
        ChangedPosition = wire.ChangedPosition,
    };

    public static StrategyEvidence Evidence(V1.StrategyEvidence wire) => new()
    {
        Strategy = wire.Strategy,
        Version = wire.Version,
        Currency = wire.Currency,
        Decisions = wire.Decisions,
        Approved = wire.Approved,
        Resized = wire.Resized,
        Held = wire.Held,
        Rejected = wire.Rejected,
        Errors = wire.Errors,
        Fills = wire.Fills,
        Commission = DecimalText.Read(wire.Commission, "commission"),
        Trades = wire.Trades,
        Wins = wire.Wins,
        Losses = wire.Losses,
        SharedTrades = wire.SharedTrades,
        Realized = DecimalText.Read(wire.Realized, "realized"),
        MaxDrawdown = DecimalText.Read(wire.MaxDrawdown, "max_drawdown"),
        DaysTraded = wire.DaysTraded,
        RejectedBy = [.. wire.RejectedBy.Select(count => new RuleCount(count.Code, count.Count))],
        FirstDecisionAt = Wire.OptionalTime(wire.FirstDecisionAt),
        LastDecisionAt = Wire.OptionalTime(wire.LastDecisionAt),
    };

    public static ReadModel Model(V1.ReadModel wire) => new()
    {
        Name = wire.Name,
        Version = wire.Version,
        Build = wire.Build,
        Schema = wire.Schema,
        Serving = wire.Serving,
        KeptUp = wire.KeptUp,
        Position = wire.Position,
        Head = wire.Head,
        BegunAt = Wire.Time(wire.BegunAt),
        CaughtUpAt = Wire.OptionalTime(wire.CaughtUpAt),
        Fault = wire.Fault,
        Aside = wire.Aside,
        FirstAside = wire.FirstAside,
    };

    public static EventAside Aside(V1.EventAside wire) =>
        new(wire.Version, wire.Build, wire.Position, wire.Stream, wire.StreamVersion, wire.Type, wire.Error, Wire.Time(wire.At));

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, DateForm, CultureInfo.InvariantCulture);
}
