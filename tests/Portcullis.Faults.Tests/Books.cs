using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;
using Portcullis.Client;

namespace Portcullis.Faults.Tests;

/// <summary>What must be true of the journal, the accounts and the paper broker's ledger, whatever was killed in between.</summary>
internal static class Books
{
    private sealed record Fill(string Execution, string Order, decimal Quantity, decimal Price);

    /// <summary>Orders that the paper broker has taken or refused, each as often as it did, without asking any gateway.</summary>
    public static async Task<IReadOnlyList<string>> TakenAsync(string postgres, string account, CancellationToken cancellationToken)
    {
        var taken = new List<string>();
        await ReadLedgerAsync(postgres, account, taken, [], cancellationToken);
        return taken;
    }

    /// <summary>Waits for what is on its way to the broker, and compares everything with everything.</summary>
    public static async Task ShouldAgreeAsync(PortcullisClient client, string postgres, Trading trading, CancellationToken cancellationToken)
    {
        foreach (var account in trading.Accounts) await ShouldAgreeAsync(client, postgres, trading, account, cancellationToken);
        var verified = await client.Journal.VerifyAsync(cancellation: cancellationToken).LastAsync(cancellationToken);
        verified.Findings.ShouldBeEmpty();
        verified.Intact.ShouldBeTrue();
    }

    private static async Task ShouldAgreeAsync(PortcullisClient client, string postgres, Trading trading, string account, CancellationToken cancellationToken)
    {
        var state = await SettledAsync(client, account, cancellationToken);
        var events = await client.Journal.ReadAsync(account, cancellation: cancellationToken).ToListAsync(cancellationToken);
        var taken = new List<string>();
        var atBroker = new List<Fill>();
        await ReadLedgerAsync(postgres, account, taken, atBroker, cancellationToken);

        // Versions are gapless, and positions grow with them.
        events.Select(e => e.Version).ShouldBe(Enumerable.Range(1, events.Count).Select(i => (long)i));
        events.Select(e => e.Position).ShouldBeInOrder();
        state.Version.ShouldBe(events.Count);

        // Every acknowledged decision is there as it was told, and each client order id was decided once.
        var decisions = events.Where(e => e.Type == "order_decided").Select(e => (e.Version, Json: JsonNode.Parse(e.Json)!)).ToArray();
        var byId = decisions.ToDictionary(d => Text(d.Json["request"]!["clientOrderId"]));
        foreach (var ((_, id), answer) in trading.Answered.Where(a => a.Key.Account == account))
        {
            byId.ShouldContainKey(id);
            (Text(byId[id].Json["orderId"]), Text(byId[id].Json["verdict"]), byId[id].Version).ShouldBe((answer.OrderId, answer.Verdict.ToString(), answer.Version));
        }

        // Every approved order is at the broker, once; and nothing else is.
        var approved = decisions.Where(d => Text(d.Json["verdict"]) is "Approved" or "Resized").Select(d => Text(d.Json["orderId"]));
        taken.Order(StringComparer.Ordinal).ShouldBe(approved.Order(StringComparer.Ordinal));

        // What the broker filled is what the account has recorded, and the position is its sum.
        var recorded = events.Where(e => e.Type == "order_filled").Select(e => JsonNode.Parse(e.Json)!).ToArray();
        recorded.Select(f => new Fill(Text(f["executionId"]), Text(f["orderId"]), Number(f["quantity"]), Number(f["price"])))
            .OrderBy(f => f.Execution, StringComparer.Ordinal)
            .ShouldBe(atBroker.OrderBy(f => f.Execution, StringComparer.Ordinal));
        state.PositionIn(Trading.Symbol).ShouldBe(recorded.Sum(f => Text(f["side"]) == "Buy" ? Number(f["quantity"]) : -Number(f["quantity"])));
        await ReportsShouldAgreeAsync(client, account, state, [.. decisions.Select(d => d.Json)], recorded, cancellationToken);
    }

    // Nothing is missing from the reports or in them twice, however often what folds them was killed, and however many nodes did.
    private static async Task ReportsShouldAgreeAsync(PortcullisClient client, string account, Account state, JsonNode[] decisions, JsonNode[] fills, CancellationToken cancellationToken)
    {
        var pages = ReportsClient.PagesAsync(next => client.Reports.OrdersAsync(new OrderQuestion { AccountId = account, CaughtUp = true, PageSize = 1_000, Page = next }, cancellationToken), cancellationToken);
        var orders = await pages.SelectMany(page => page.Rows.ToAsyncEnumerable()).ToListAsync(cancellationToken);
        var filled = fills.ToLookup(f => Text(f["orderId"]), f => Number(f["quantity"]));
        orders.Where(o => o.Origin == OrderOrigin.Client).Select(o => (o.OrderId, Verdict: o.Verdict.ToString(), o.FilledQuantity)).OrderBy(o => o.OrderId, StringComparer.Ordinal)
            .ShouldBe(decisions.Select(d => (OrderId: Text(d["orderId"]), Text(d["verdict"]), filled[Text(d["orderId"])].Sum())).OrderBy(d => d.OrderId, StringComparer.Ordinal));
        var days = (await client.Reports.DaysAsync(new DayQuestion { AccountId = account, CaughtUp = true, PageSize = 1_000 }, cancellationToken)).Rows;
        (days.Sum(day => day.Orders), days.Sum(day => day.Fills), days[^1].StartBalance + days.Sum(day => day.Realized)).ShouldBe((decisions.Length, fills.Length, state.Balance));
    }

    // Orders that rest in the book stay; what is approved and not acknowledged, or would fill at once, is still moving.
    private static async Task<Account> SettledAsync(PortcullisClient client, string account, CancellationToken cancellationToken)
    {
        await foreach (var state in client.Accounts.WatchAsync(account, cancellationToken))
        {
            if (state.WorkingOrders.All(o => o.Status == OrderStatus.Working && o.Type == OrderType.Limit)) return state;
        }

        throw new InvalidOperationException("The watch has ended.");
    }

    private static async Task ReadLedgerAsync(string postgres, string account, List<string> taken, List<Fill> fills, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(postgres + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select version, type, data::text from paper.mt_events where stream_id = $1 order by version", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"paper-{account}" });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var data = JsonNode.Parse(reader.GetString(2))!;
            var order = Text(data["order"]);
            if (reader.GetString(1) is "paper_order_taken" or "paper_order_refused") taken.Add(order);
            else if (reader.GetString(1) == "paper_order_filled") fills.Add(new Fill(reader.GetInt64(0).ToString(CultureInfo.InvariantCulture), order, Number(data["quantity"]), Number(data["price"])));
        }
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    private static decimal Number(JsonNode? node) => node!.GetValue<decimal>();
}
