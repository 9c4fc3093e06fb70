using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace Portcullis.Client.Internal;

/// <summary>From messages of the contracts to what the SDK shows.</summary>
internal static class Wire
{
    public static DateTimeOffset Time(Timestamp? at) => at?.ToDateTimeOffset() ?? DateTimeOffset.UnixEpoch;

    public static DateTimeOffset? OptionalTime(Timestamp? at) => at?.ToDateTimeOffset();

    public static OrderDecision Decision(V1.OrderDecision wire) => new()
    {
        AccountId = wire.AccountId,
        OrderId = wire.OrderId,
        ClientOrderId = wire.ClientOrderId,
        Verdict = (Verdict)wire.Verdict,
        ApprovedQuantity = DecimalText.Read(wire.ApprovedQuantity, "approved_quantity"),
        Violations = [.. wire.Violations.Select(Violation)],
        Headroom = [.. wire.Headroom.Select(Headroom)],
        RuleSetHash = wire.RuleSetHash,
        ControlVersion = wire.ControlVersion,
        Version = wire.Version,
        DecidedAt = Time(wire.DecidedAt),
        Duplicate = wire.Duplicate,
        Exposure = (Exposure)wire.Exposure,
        PositionAfter = DecimalText.ReadOptional(wire.PositionAfter, "position_after"),
        RiskAmount = DecimalText.ReadOptional(wire.RiskAmount, "risk_amount"),
        MaxQuantity = DecimalText.ReadOptional(wire.MaxQuantity, "max_quantity"),
        BindingRule = wire.BindingRule,
    };

    public static Violation Violation(V1.Violation wire) => new()
    {
        Code = wire.Code,
        Rule = wire.Rule,
        Message = wire.Message,
        Effect = wire.Effect,
        Left = wire.Left,
        LeftValue = wire.LeftValue,
        Operator = wire.Operator,
        Right = wire.Right,
        RightValue = wire.RightValue,
        OverBy = DecimalText.ReadOptional(wire.OverBy, "over_by"),
        Unit = wire.Unit,
        Reference = wire.Reference,
        IsError = wire.Error,
    };

    public static Headroom Headroom(V1.Headroom wire) => new()
    {
        Code = wire.Code,
        Rule = wire.Rule,
        Slack = DecimalText.ReadOptional(wire.Slack, "slack"),
        Unit = wire.Unit,
        LeftValue = wire.LeftValue,
        RightValue = wire.RightValue,
    };

    public static Execution Execution(V1.Execution wire) => new()
    {
        AccountId = wire.AccountId,
        ExecutionId = wire.ExecutionId,
        OrderId = wire.OrderId,
        ClientOrderId = wire.ClientOrderId,
        Kind = (ExecutionKind)wire.Kind,
        Symbol = wire.Symbol,
        Side = (Side)wire.Side,
        Quantity = DecimalText.ReadOptional(wire.Quantity, "quantity"),
        Price = DecimalText.ReadOptional(wire.Price, "price"),
        LeavesQuantity = DecimalText.ReadOptional(wire.LeavesQuantity, "leaves_quantity"),
        Commission = DecimalText.ReadOptional(wire.Commission, "commission"),
        Reason = wire.Reason,
        At = Time(wire.At),
        BustedExecutionId = wire.BustedExecutionId,
        Version = wire.Version,
        OrderType = (OrderType)wire.OrderType,
        LimitPrice = DecimalText.ReadOptional(wire.LimitPrice, "limit_price"),
        StopPrice = DecimalText.ReadOptional(wire.StopPrice, "stop_price"),
        TimeInForce = (TimeInForce)wire.TimeInForce,
    };

    public static CancelResult Cancel(V1.CancelReply wire) => new(wire.OrderId, (OrderStatus)wire.Status, wire.Version);

    public static CancelAllResult CancelAll(V1.CancelAllReply wire) => new([.. wire.ClientOrderIds], wire.Version);

    public static FlattenResult Flatten(V1.FlattenReply wire) =>
        new([.. wire.CanceledClientOrderIds], [.. wire.ClosingOrderIds], wire.Version);

    public static Account Account(V1.Account wire) => new()
    {
        AccountId = wire.AccountId,
        Profile = wire.Profile,
        Firm = wire.Firm,
        Broker = wire.Broker,
        Status = (AccountStatus)wire.Status,
        StatusReason = wire.StatusReason,
        Currency = wire.Currency,
        StartBalance = DecimalText.Read(wire.StartBalance, "start_balance"),
        Balance = DecimalText.Read(wire.Balance, "balance"),
        Equity = DecimalText.Read(wire.Equity, "equity"),
        DayPnl = DecimalText.Read(wire.DayPnl, "day_pnl"),
        DayRealized = DecimalText.Read(wire.DayRealized, "day_realized"),
        DayStartBalance = DecimalText.Read(wire.DayStartBalance, "day_start_balance"),
        DayStartEquity = DecimalText.Read(wire.DayStartEquity, "day_start_equity"),
        HighWaterMark = DecimalText.Read(wire.HighWaterMark, "high_water_mark"),
        EndOfDayHighWaterMark = DecimalText.Read(wire.EndOfDayHighWaterMark, "end_of_day_high_water_mark"),
        DrawdownFloor = DecimalText.ReadOptional(wire.DrawdownFloor, "drawdown_floor"),
        SessionDate = wire.SessionDate.Length == 0 ? null : DateOnly.ParseExact(wire.SessionDate, "yyyy-MM-dd", CultureInfo.InvariantCulture),
        Positions = [.. wire.Positions.Select(Position)],
        WorkingOrders = [.. wire.WorkingOrders.Select(WorkingOrder)],
        TradesToday = wire.TradesToday,
        OrdersToday = wire.OrdersToday,
        Version = wire.Version,
        UpdatedAt = Time(wire.UpdatedAt),
        StateHash = wire.StateHash,
        Quarantine = wire.Quarantine,
    };

    public static HeadroomReport HeadroomReport(V1.HeadroomReply wire) => new(
        [.. wire.Headroom.Select(Headroom)],
        [.. wire.Violations.Select(Violation)],
        DecimalText.ReadOptional(wire.MaxQuantity, "max_quantity"),
        wire.BindingRule);

    public static MarketView MarketView(V1.MarketView wire) => new()
    {
        Symbol = wire.Symbol,
        Bid = DecimalText.ReadOptional(wire.Bid, "bid"),
        Ask = DecimalText.ReadOptional(wire.Ask, "ask"),
        Last = DecimalText.ReadOptional(wire.Last, "last"),
        QuotedAt = OptionalTime(wire.QuotedAt),
        Halted = wire.Halted,
        Doubtful = wire.Doubtful,
        Doubt = wire.Doubt,
    };

    public static ControlResult Control(V1.ControlReply wire) => new(wire.ControlVersion, [.. wire.InFlight.Select(order => new InFlightOrder
    {
        AccountId = order.AccountId,
        OrderId = order.OrderId,
        ClientOrderId = order.ClientOrderId,
        Status = (OrderStatus)order.Status,
        CancelRequested = order.CancelRequested,
    })]);

    public static ControlsState Controls(V1.ControlsReply wire) => new(
        wire.ControlVersion,
        [.. wire.Controls.Select(control => new ActiveControl(
            new Scope((ScopeKind)control.Scope.Kind, control.Scope.Name), control.Mode, control.Reason, control.By, Time(control.Since)) { ByName = control.ByName })],
        wire.RuleBookHash,
        [.. wire.Profiles.Select(profile => new ProfileRules(profile.Profile, profile.RuleSetHash))],
        wire.RuleProblem);

    public static JournalEvent JournalEvent(V1.JournalEvent wire) =>
        new(wire.Position, wire.Stream, wire.Version, wire.Type, wire.Json, Time(wire.At), wire.Correlation) { ByName = wire.ByName };

    public static VerifyProgress Verify(V1.VerifyProgress wire) =>
        new(wire.Events, wire.Blocks, wire.Decisions, [.. wire.Findings], wire.Done, wire.Intact)
        {
            Position = wire.Position,
            Head = wire.Head,
            Checkpoints = wire.Checkpoints,
            Snapshots = wire.Snapshots,
            Archived = wire.Archived,
            ArchivedThrough = wire.ArchivedThrough,
        };

    public static ApiKey Key(V1.ApiKey wire) => new()
    {
        KeyId = wire.KeyId,
        Name = wire.Name,
        Roles = [.. wire.Roles.Select(role => (Role)role)],
        AccountIds = [.. wire.AccountIds],
        CreatedAt = Time(wire.CreatedAt),
        ExpiresAt = OptionalTime(wire.ExpiresAt),
        RevokedAt = OptionalTime(wire.RevokedAt),
        LastUsedAt = OptionalTime(wire.LastUsedAt),
        Holder = wire.Holder,
        ForgottenAt = OptionalTime(wire.ForgottenAt),
        ErasedAt = OptionalTime(wire.ErasedAt),
    };

    public static ForgottenHolder Forgotten(V1.ForgetKeyHolderReply wire) => new()
    {
        Holder = wire.Holder,
        KeyIds = [.. wire.KeyIds],
        ForgottenAt = Time(wire.ForgottenAt),
        ErasedAt = Time(wire.ErasedAt),
        Already = wire.Already,
        By = wire.By,
        Reason = wire.Reason,
    };

    private static Position Position(V1.Position wire) => new()
    {
        Symbol = wire.Symbol,
        Quantity = DecimalText.Read(wire.Quantity, "quantity"),
        AveragePrice = DecimalText.Read(wire.AveragePrice, "average_price"),
        Mark = DecimalText.ReadOptional(wire.Mark, "mark"),
        UnrealizedPnl = DecimalText.Read(wire.UnrealizedPnl, "unrealized_pnl"),
        RealizedPnl = DecimalText.Read(wire.RealizedPnl, "realized_pnl"),
        MarkedAt = OptionalTime(wire.MarkedAt),
        Doubtful = wire.Doubtful,
    };

    private static WorkingOrder WorkingOrder(V1.WorkingOrder wire) => new()
    {
        OrderId = wire.OrderId,
        ClientOrderId = wire.ClientOrderId,
        Symbol = wire.Symbol,
        Side = (Side)wire.Side,
        Type = (OrderType)wire.Type,
        Quantity = DecimalText.Read(wire.Quantity, "quantity"),
        FilledQuantity = DecimalText.Read(wire.FilledQuantity, "filled_quantity"),
        LimitPrice = DecimalText.ReadOptional(wire.LimitPrice, "limit_price"),
        StopPrice = DecimalText.ReadOptional(wire.StopPrice, "stop_price"),
        TimeInForce = (TimeInForce)wire.TimeInForce,
        Status = (OrderStatus)wire.Status,
        OcoGroup = wire.OcoGroup,
        DecidedAt = Time(wire.DecidedAt),
    };
}
