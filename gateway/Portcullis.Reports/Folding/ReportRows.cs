using Portcullis.Reports.Records;

namespace Portcullis.Reports.Folding;

/// <summary>All rows that a batch of events reads or writes: what the fold works on, in memory or between a database's load and save.</summary>
internal sealed class ReportRows
{
    public RowSet<string, AccountRow> Accounts { get; } = new(row => row.Account);

    public RowSet<(string Account, DateOnly SessionDate), AccountDay> Days { get; } = new(row => (row.Account, row.SessionDate));

    public RowSet<string, OrderRecord> Orders { get; } = new(row => row.OrderId);

    public RowSet<(string Account, string ExecutionId), FillRow> Fills { get; } = new(row => (row.Account, row.ExecutionId));

    public RowSet<(string Account, string Symbol), PositionRow> Positions { get; } = new(row => (row.Account, row.Position.Symbol));

    public RowSet<(string Account, DateOnly SessionDate, string Code), RuleOutcome> Rules { get; } = new(row => (row.Account, row.SessionDate, row.Code));

    public RowSet<(StrategyName Strategy, string Currency), StrategyEvidence> Evidence { get; } = new(row => (new(row.Strategy, row.Version), row.Currency));

    public RowSet<(StrategyName Strategy, string Currency, string Code), RejectionRow> Rejections { get; } = new(row => (row.Strategy, row.Currency, row.Code));

    public RowSet<DayTraded, DayTraded> DaysTraded { get; } = new(row => row);
}
