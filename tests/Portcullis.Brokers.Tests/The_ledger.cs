using System.Collections.Immutable;
using System.Text;
using Portcullis.Brokers.Paper;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Orders;
using Portcullis.Journal;

namespace Portcullis.Brokers.Tests;

public sealed class The_ledger
{
    private readonly PaperWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_restart_all_working_orders_are_back()
    {
        await _world.QuoteAsync(100m, 100.25m, askSize: 2m);
        await _world.SubmitAsync("entry", Side.Buy, OrderType.Limit, 5m, limit: 100.25m, bracket: new Bracket(99m, 102m));
        await _world.SubmitAsync("stop", Side.Sell, OrderType.Stop, 1m, stop: 98m);

        var next = await _world.RestartedAsync();
        await next.QuoteAsync(97m, 97.25m);
        next.Told().ShouldBe([
            "entry-sl Fill 2 @ 97", "entry-tp Canceled 2", "entry Canceled 3", "stop Fill 1 @ 97",
        ]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("withdrawn-a-2")]
    [InlineData("999")]
    [InlineData("-1")]
    public async Task After_an_execution_that_was_never_issued_here_everything_is_told_again_after_a_restart_too(string? heard)
    {
        await _world.QuoteAsync(100m, 100.25m);
        await _world.SubmitAsync("done", Side.Buy, OrderType.Market, 1m);
        var next = await _world.RestartedAsync();

        var told = await next.Broker.ExecutionsAfterAsync(PaperWorld.Account, heard, Token);

        told.Select(e => $"{e.Order} {e.Kind}").ShouldBe(["done Acknowledged", "done Fill"]);
        (await next.Broker.ExecutionsAfterAsync(PaperWorld.Account, told[0].ExecutionId, Token)).ShouldBe([told[1]]);
        (await next.Broker.ExecutionsAfterAsync(PaperWorld.Account, told[1].ExecutionId, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_order_sent_twice_is_one_order()
    {
        await _world.QuoteAsync(100m, 100.25m);
        await _world.SubmitAsync("working", Side.Buy, OrderType.Limit, 1m, limit: 99m);
        await _world.SubmitAsync("working", Side.Buy, OrderType.Limit, 1m, limit: 99m);
        await _world.SubmitAsync("done", Side.Buy, OrderType.Market, 1m);
        await _world.SubmitAsync("done", Side.Buy, OrderType.Market, 1m);
        await _world.QuoteAsync(98.75m, 99m);
        _world.Told("working").ShouldBe(["Acknowledged 1", "Fill 1 @ 99"]);
        _world.Told("done").ShouldBe(["Acknowledged 1", "Fill 1 @ 100.25"]);
    }

    [Fact]
    public async Task An_order_sent_again_after_a_restart_is_one_order()
    {
        await _world.QuoteAsync(100m, 100.25m);
        await _world.SubmitAsync("a", Side.Buy, OrderType.Market, 1m);
        var next = await _world.RestartedAsync();
        await next.QuoteAsync(100m, 100.25m);
        await next.SubmitAsync("a", Side.Buy, OrderType.Market, 1m);
        next.Told().ShouldBeEmpty();
        (await next.Broker.HistoryAsync(PaperWorld.Account, new OrderId("a"), Token)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_change_sent_again_when_the_order_has_gone_on_from_it_changes_nothing()
    {
        await _world.QuoteAsync(100m, 100.25m);
        var order = await _world.SubmitAsync("order", Side.Buy, OrderType.Limit, 2m, limit: 99m);
        await _world.ReplaceAsync(order, 5m, change: "larger");
        await _world.ReplaceAsync(order, 1m, change: "smaller");
        var slow = await _world.RestartedAsync();

        await _world.ReplaceAsync(order, 5m, change: "larger");
        await slow.ReplaceAsync(order, 5m, change: "larger");

        _world.Told("order").ShouldBe(["Acknowledged 2", "Replaced 5", "Replaced 1"]);
        await _world.QuoteAsync(98.5m, 98.75m);
        _world.Told("order")[^1].ShouldBe("Fill 1 @ 98.75");
    }

    [Fact]
    public async Task A_cancel_and_a_change_reach_an_order_that_another_gateway_has_taken()
    {
        var other = await _world.RestartedAsync();
        var canceled = await _world.SubmitAsync("canceled", Side.Buy, OrderType.Limit, 1m, limit: 99m);
        var changed = await _world.SubmitAsync("changed", Side.Buy, OrderType.Limit, 1m, limit: 99m);

        await other.ReplaceAsync(changed, 2m);
        await other.CancelAsync(canceled);

        (await _world.Broker.WorkingAsync(PaperWorld.Account, Token)).ShouldBe([changed]);
        other.Told("changed").ShouldBe(["Acknowledged 1", "Replaced 2"]);
        other.Told("canceled").ShouldBe(["Acknowledged 1", "Canceled 1"]);
    }

    [Fact]
    public async Task Whoever_asks_what_works_has_the_orders_of_a_gateway_that_died_work_on()
    {
        var heir = await _world.RestartedAsync();
        await _world.SubmitAsync("resting", Side.Buy, OrderType.Limit, 1m, limit: 99m);
        await heir.QuoteAsync(98.5m, 98.75m);
        heir.Told().ShouldBeEmpty();

        (await heir.Broker.WorkingAsync(PaperWorld.Account, Token)).ShouldBe([new OrderId("resting")]);
        await heir.QuoteAsync(98.5m, 98.75m);

        heir.Told().ShouldBe(["resting Acknowledged 1", "resting Fill 1 @ 98.75"]);
    }

    [Fact]
    public async Task What_was_reported_is_what_the_ledger_tells()
    {
        await _world.QuoteAsync(100m, 100.25m);
        await _world.SubmitAsync("a", Side.Buy, OrderType.Market, 2m, bracket: new Bracket(99m, 102m));
        _world.Time.Now += TimeSpan.FromTicks(12_345_678);
        await _world.QuoteAsync(102m, 102.25m);

        var told = await _world.Broker.ExecutionsAfterAsync(PaperWorld.Account, null, Token);
        told.ShouldBe(_world.Heard);
        told.Select(execution => execution.ExecutionId).ShouldBeUnique();
        (await _world.Broker.ExecutionsAfterAsync(PaperWorld.Account, told[2].ExecutionId, Token)).ShouldBe(told.Skip(3));
        (await _world.Broker.HistoryAsync(PaperWorld.Account, new OrderId("a-tp"), Token)).ShouldBe(told.Where(execution => execution.Order.Value == "a-tp"));
        (await _world.Broker.HistoryAsync(PaperWorld.Account, new OrderId("never"), Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task While_the_ledger_is_away_nothing_is_taken_or_filled_and_then_it_goes_on()
    {
        var ledger = (InMemoryJournal)_world.Ledger;
        await _world.QuoteAsync(100m, 100.25m);
        await _world.SubmitAsync("resting", Side.Buy, OrderType.Limit, 1m, limit: 99m);

        ledger.SetAvailable(false);
        await Should.ThrowAsync<JournalUnavailableException>(() => _world.SubmitAsync("lost", Side.Buy, OrderType.Market, 1m));
        await _world.QuoteAsync(98.75m, 99m);
        _world.Told().ShouldBe(["resting Acknowledged 1"]);

        ledger.SetAvailable(true);
        await _world.QuoteAsync(98.75m, 99m);
        await _world.SubmitAsync("lost", Side.Buy, OrderType.Market, 1m);
        _world.Told().ShouldBe(["resting Acknowledged 1", "resting Fill 1 @ 99", "lost Acknowledged 1", "lost Fill 1 @ 99"]);
    }

    [Fact]
    public async Task An_execution_that_the_sink_did_not_take_is_offered_again_in_order()
    {
        var failures = 0;
        _world.Broker.ReportFailed += (_, _) => failures++;
        _world.OnReport = _ => throw new InvalidOperationException("not now");
        await _world.QuoteAsync(100m, 100.25m);
        await _world.SubmitAsync("a", Side.Buy, OrderType.Market, 1m);
        _world.Told().ShouldBeEmpty();
        failures.ShouldBe(1);

        _world.OnReport = _ => Task.CompletedTask;
        await _world.TimeAsync(_world.Time.Now);
        _world.Told("a").ShouldBe(["Acknowledged 1", "Fill 1 @ 100.25"]);
    }

    [Fact]
    public async Task A_sink_that_answers_a_fill_with_an_order_waits_for_nobody()
    {
        await _world.QuoteAsync(100m, 100.25m);
        _world.OnReport = async execution =>
        {
            if (execution is { Kind: ExecutionKind.Fill, Order.Value: "a" })
                await _world.Broker.SubmitAsync(new BrokerOrder(PaperWorld.Account, new OrderId("answer"), "FUT", Side.Sell, OrderType.Market, 1m, null, null, TimeInForce.Gtc, null, PaperWorld.Approved), Token);
        };
        await _world.SubmitAsync("a", Side.Buy, OrderType.Market, 1m);
        _world.Told().ShouldBe(["a Acknowledged 1", "a Fill 1 @ 100.25", "answer Acknowledged 1", "answer Fill 1 @ 100"]);
    }

    [Fact]
    public async Task Two_brokers_on_one_ledger_fill_an_order_once()
    {
        await _world.QuoteAsync(100m, 100.25m);
        await _world.SubmitAsync("a", Side.Buy, OrderType.Limit, 1m, limit: 99m);
        var other = await _world.RestartedAsync();
        await other.QuoteAsync(100m, 100.25m);

        await _world.QuoteAsync(98.75m, 99m);
        await other.QuoteAsync(98.75m, 99m);
        await other.SubmitAsync("b", Side.Buy, OrderType.Market, 1m);
        await _world.SubmitAsync("c", Side.Buy, OrderType.Market, 1m);

        var told = await _world.Broker.ExecutionsAfterAsync(PaperWorld.Account, null, Token);
        told.Select(execution => $"{execution.Order} {PaperWorld.Line(execution)}").ShouldBe([
            "a Acknowledged 1", "a Fill 1 @ 99", "b Acknowledged 1", "b Fill 1 @ 99", "c Acknowledged 1", "c Fill 1 @ 99",
        ]);
    }

    [Fact]
    public void Stored_names_and_shapes_do_not_change()
    {
        var at = new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);
        var order = new OrderId("acct-7");
        ImmutableArray<PaperEvent> events =
        [
            new PaperOrderTaken(order, "FUT", Side.Buy, OrderType.Limit, 5m, 100.25m, null, TimeInForce.Day, new Bracket(99m, 102m), BracketRole.None, null, at),
            new PaperOrderTaken(new OrderId("acct-7-sl"), "FUT", Side.Sell, OrderType.Stop, 2m, null, 99m, TimeInForce.Gtc, null, BracketRole.StopLoss, order, null),
            new PaperOrderRefused(order, 1m, "no side"),
            new PaperStopTriggered(order),
            new PaperOrderFilled(order, 2m, 100.25m, 4.20m),
            new PaperOrderReplaced(order, 5m, 100.5m, null),
            new PaperOrderCanceled(order, 3m, "canceled"),
            new PaperOrderExpired(order, 3m),
            new PaperFillBusted(order, "4", 2m, 100.25m, 4.20m),
        ];
        var stored = string.Join('\n', events.Select(PaperEventJson.ToData).Select(data => $"{data.Type} {Encoding.UTF8.GetString(data.Json.Span)}"));
        stored.ShouldBe(
            """
            paper_order_taken {"symbol":"FUT","side":"Buy","type":"Limit","quantity":5,"limitPrice":100.25,"timeInForce":"Day","bracket":{"stopPrice":99,"takeProfitPrice":102},"role":"None","expiresAt":"2026-03-04T12:00:00+00:00","order":"acct-7"}
            paper_order_taken {"symbol":"FUT","side":"Sell","type":"Stop","quantity":2,"stopPrice":99,"timeInForce":"Gtc","role":"StopLoss","parent":"acct-7","order":"acct-7-sl"}
            paper_order_refused {"quantity":1,"reason":"no side","order":"acct-7"}
            paper_stop_triggered {"order":"acct-7"}
            paper_order_filled {"quantity":2,"price":100.25,"commission":4.20,"order":"acct-7"}
            paper_order_replaced {"quantity":5,"limitPrice":100.5,"order":"acct-7"}
            paper_order_canceled {"quantity":3,"reason":"canceled","order":"acct-7"}
            paper_order_expired {"quantity":3,"order":"acct-7"}
            paper_fill_busted {"executionId":"4","quantity":2,"price":100.25,"commission":4.20,"order":"acct-7"}
            """);
        foreach (var paperEvent in events)
        {
            var data = PaperEventJson.ToData(paperEvent);
            PaperEventJson.FromStored(new StoredEvent(1, "paper-acct", 1, data.Type, data.Json, at, Guid.Empty, null)).ShouldBe(paperEvent);
        }
    }
}
