using System.Globalization;
using Portcullis.Client;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Portcullis.Cli;

/// <summary>Accounts as people read them.</summary>
internal static class AccountView
{
    public static IRenderable Of(Account account)
    {
        var parts = new List<IRenderable>
        {
            Text.Sheet(
                ("account", account.AccountId),
                ("profile", account.Profile),
                ("firm", account.Firm),
                ("broker", account.Broker),
                ("status", Status(account)),
                ("session", account.SessionDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? ""),
                ("balance", $"{Text.Money(account.Balance)} {account.Currency}"),
                ("equity", $"{Text.Money(account.Equity)} {account.Currency}"),
                ("day P&L", $"{Text.Money(account.DayPnl)} (realised {Text.Money(account.DayRealized)})"),
                ("high-water mark", $"{Text.Money(account.HighWaterMark)} (end of day {Text.Money(account.EndOfDayHighWaterMark)})"),
                ("drawdown floor", Text.Money(account.DrawdownFloor)),
                ("today", $"{Text.Count(account.OrdersToday, "order")}, {Text.Count(account.TradesToday, "trade")}"),
                ("version", account.Version.ToString(CultureInfo.InvariantCulture))),
        };
        if (account.Positions.Count > 0)
            parts.Add(Positions(account.Positions));
        if (account.WorkingOrders.Count > 0)
            parts.Add(WorkingOrders(account.WorkingOrders));
        return new Rows(parts);
    }

    private static string Status(Account account) => account switch
    {
        { Quarantine.Length: > 0 } => $"{account.Status}, quarantined: {account.Quarantine}",
        { StatusReason.Length: > 0 } => $"{account.Status}: {account.StatusReason}",
        _ => account.Status.ToString(),
    };

    public static IRenderable Of(IReadOnlyList<Account> accounts)
    {
        var table = Text.Table("account", "profile", "status", ">balance", ">equity", ">day P&L", "session");
        foreach (var account in accounts)
        {
            table.Row(
                account.AccountId, account.Profile, account.Status.ToString(), Text.Money(account.Balance), Text.Money(account.Equity),
                Text.Money(account.DayPnl), account.SessionDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "");
        }

        return table;
    }

    public static string Line(Account account)
    {
        var open = account.Positions.Where(position => position.Quantity != 0m).Select(position => $"{Text.Number(position.Quantity)} {position.Symbol}");
        return $"{Text.Time(account.UpdatedAt)}  v{account.Version}  {account.Status}  equity {Text.Money(account.Equity)}  "
            + $"day {Text.Money(account.DayPnl)}  {string.Join(", ", open.DefaultIfEmpty("flat"))}";
    }

    private static Table Positions(IReadOnlyList<Position> positions)
    {
        var table = Text.Table("position", ">quantity", ">average", ">mark", ">open P&L", ">realised", "");
        foreach (var position in positions)
        {
            table.Row(
                position.Symbol, Text.Number(position.Quantity), Text.Number(position.AveragePrice), Text.Number(position.Mark),
                Text.Money(position.UnrealizedPnl), Text.Money(position.RealizedPnl), position.Doubtful ? "doubtful mark" : "");
        }

        return table;
    }

    private static Table WorkingOrders(IReadOnlyList<WorkingOrder> orders)
    {
        var table = Text.Table("working order", "symbol", "side", "type", ">filled", ">limit", ">stop", "status");
        foreach (var order in orders)
        {
            table.Row(
                order.ClientOrderId.Length > 0 ? order.ClientOrderId : order.OrderId, order.Symbol, order.Side.ToString(), order.Type.ToString(),
                $"{Text.Number(order.FilledQuantity)}/{Text.Number(order.Quantity)}", Text.Number(order.LimitPrice), Text.Number(order.StopPrice),
                order.Status.ToString());
        }

        return table;
    }
}
