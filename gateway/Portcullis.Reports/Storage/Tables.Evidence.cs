using Portcullis.Reports.Records;

namespace Portcullis.Reports.Storage;

internal static partial class Tables
{
    public static readonly Table<StrategyEvidence> Evidence = new(
        "strategy_evidence",
        3,
        [
            new Column<StrategyEvidence, string>("strategy", Text, e => e.Strategy),
            new Column<StrategyEvidence, string>("version", Text, e => e.Version),
            new Column<StrategyEvidence, string>("currency", Text, e => e.Currency),
            new Column<StrategyEvidence, long>("decisions", Whole, e => e.Decisions),
            new Column<StrategyEvidence, long>("approved", Whole, e => e.Approved),
            new Column<StrategyEvidence, long>("resized", Whole, e => e.Resized),
            new Column<StrategyEvidence, long>("held", Whole, e => e.Held),
            new Column<StrategyEvidence, long>("rejected", Whole, e => e.Rejected),
            new Column<StrategyEvidence, long>("errors", Whole, e => e.Errors),
            new Column<StrategyEvidence, long>("fills", Whole, e => e.Fills),
            new Column<StrategyEvidence, decimal>("commission", Number, e => e.Commission),
            new Column<StrategyEvidence, long>("trades", Whole, e => e.Trades),
            new Column<StrategyEvidence, long>("wins", Whole, e => e.Wins),
            new Column<StrategyEvidence, long>("losses", Whole, e => e.Losses),
            new Column<StrategyEvidence, long>("shared_trades", Whole, e => e.SharedTrades),
            new Column<StrategyEvidence, decimal>("realized", Number, e => e.Realized),
            new Column<StrategyEvidence, decimal>("max_drawdown", Number, e => e.MaxDrawdown),
            new Column<StrategyEvidence, DateTime?>("first_decision_at", "timestamptz", e => e.FirstDecisionAt?.UtcDateTime),
            new Column<StrategyEvidence, DateTime?>("last_decision_at", "timestamptz", e => e.LastDecisionAt?.UtcDateTime),
            new Column<StrategyEvidence, decimal>("peak", Number, e => e.Peak),
        ],
        r => new StrategyEvidence
        {
            Strategy = r.Text(),
            Version = r.Text(),
            Currency = r.Text(),
            Decisions = r.Long(),
            Approved = r.Long(),
            Resized = r.Long(),
            Held = r.Long(),
            Rejected = r.Long(),
            Errors = r.Long(),
            Fills = r.Long(),
            Commission = r.Number(),
            Trades = r.Long(),
            Wins = r.Long(),
            Losses = r.Long(),
            SharedTrades = r.Long(),
            Realized = r.Number(),
            MaxDrawdown = r.Number(),
            FirstDecisionAt = r.TimeOrNull(),
            LastDecisionAt = r.TimeOrNull(),
            Peak = r.Number(),
        });

    public static readonly Table<RejectionRow> Rejections = new(
        "strategy_rejections",
        4,
        [
            new Column<RejectionRow, string>("strategy", Text, r => r.Strategy.Name),
            new Column<RejectionRow, string>("version", Text, r => r.Strategy.Version),
            new Column<RejectionRow, string>("currency", Text, r => r.Currency),
            new Column<RejectionRow, string>("code", Text, r => r.Code),
            new Column<RejectionRow, long>("count", Whole, r => r.Count),
        ],
        r => new RejectionRow(new StrategyName(r.Text(), r.Text()), r.Text(), r.Text(), r.Long()));

    public static readonly Table<DayTraded> DaysTraded = new(
        "strategy_days",
        5,
        [
            new Column<DayTraded, string>("strategy", Text, d => d.Strategy.Name),
            new Column<DayTraded, string>("version", Text, d => d.Strategy.Version),
            new Column<DayTraded, string>("currency", Text, d => d.Currency),
            new Column<DayTraded, string>("account", Text, d => d.Account),
            new Column<DayTraded, DateOnly>("session_date", Day, d => d.SessionDate),
        ],
        r => new DayTraded(new StrategyName(r.Text(), r.Text()), r.Text(), r.Text(), r.Date()));
}
