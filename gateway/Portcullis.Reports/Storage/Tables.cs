using Portcullis.Domain.Accounts;
using Portcullis.Reports.Records;

namespace Portcullis.Reports.Storage;

/// <summary>Every table of the model. Money, prices and quantities are <c>numeric</c>; enums are stored by name.</summary>
internal static partial class Tables
{
    private const string Text = "text not null";
    private const string Whole = "bigint not null";
    private const string Number = "numeric not null";
    private const string Maybe = "numeric";
    private const string Day = "date not null";
    private const string Moment = "timestamptz not null";
    private const string Flag = "boolean not null";

    public static readonly Table<AccountRow> Accounts = new(
        "accounts",
        1,
        [
            new Column<AccountRow, string>("account", Text, a => a.Account),
            new Column<AccountRow, string>("profile", Text, a => a.Profile),
            new Column<AccountRow, string>("currency", Text, a => a.Currency),
            new Column<AccountRow, DateOnly>("session_date", Day, a => a.SessionDate),
        ],
        r => new AccountRow(r.Text(), r.Text(), r.Text(), r.Date()));

    public static readonly Table<PositionRow> Positions = new(
        "positions",
        2,
        [
            new Column<PositionRow, string>("account", Text, p => p.Account),
            new Column<PositionRow, string>("symbol", Text, p => p.Position.Symbol),
            new Column<PositionRow, decimal>("quantity", Number, p => p.Position.Quantity),
            new Column<PositionRow, decimal>("cost", Number, p => p.Position.Cost),
            new Column<PositionRow, decimal>("realized", Number, p => p.Position.RealizedPnl),
            new Column<PositionRow, decimal>("round_trip", Number, p => p.Position.RoundTripPnl),
            new Column<PositionRow, decimal>("point_value", Number, p => p.Position.PointValue),
            new Column<PositionRow, string>("currency", Text, p => p.Position.Currency),
            new Column<PositionRow, decimal>("conversion_rate", Number, p => p.Position.ConversionRate),
            new Column<PositionRow, string>("strategy", Text, p => p.Owner.Name),
            new Column<PositionRow, string>("strategy_version", Text, p => p.Owner.Version),
            new Column<PositionRow, bool>("shared", Flag, p => p.IsShared),
        ],
        r => new PositionRow(
            r.Text(),
            new Position
            {
                Symbol = r.Text(),
                Quantity = r.Number(),
                Cost = r.Number(),
                RealizedPnl = r.Number(),
                RoundTripPnl = r.Number(),
                PointValue = r.Number(),
                Currency = r.Text(),
                ConversionRate = r.Number(),
            },
            new StrategyName(r.Text(), r.Text()),
            r.Flag()));

    public static readonly Table<FillRow> Fills = new(
        "fills",
        2,
        [
            new Column<FillRow, string>("account", Text, f => f.Account),
            new Column<FillRow, string>("execution_id", Text, f => f.ExecutionId),
            new Column<FillRow, string>("order_id", Text, f => f.OrderId),
            new Column<FillRow, string>("symbol", Text, f => f.Symbol),
            new Column<FillRow, decimal>("quantity", Number, f => f.Quantity),
            new Column<FillRow, decimal>("price", Number, f => f.Price),
            new Column<FillRow, decimal>("commission", Number, f => f.Commission),
            new Column<FillRow, decimal>("position_change", Number, f => f.Change.Quantity),
            new Column<FillRow, decimal>("cost_change", Number, f => f.Change.Cost),
            new Column<FillRow, decimal>("realized", Number, f => f.Change.Realized),
            new Column<FillRow, bool>("busted", Flag, f => f.Busted),
        ],
        r => new FillRow(r.Text(), r.Text(), r.Text(), r.Text(), r.Number(), r.Number(), r.Number(), new PositionChange(r.Number(), r.Number(), r.Number()), r.Flag()));
}
