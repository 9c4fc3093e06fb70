using Portcullis.Domain.Accounts;
using Portcullis.Domain.Controls;
using Portcullis.Domain.Tests.Accounts;
using Portcullis.Journal;

namespace Portcullis.Grains.Tests;

/// <summary>Turns run ahead of their commits; these tests hold the commits back and let other things happen first.</summary>
public sealed class Turns_in_flight : IAsyncLifetime
{
    private readonly InMemoryJournal _shared = new();
    private readonly GatedJournal _gate;
    private readonly Node _node;
    private readonly Node _other;

    public Turns_in_flight()
    {
        _gate = new GatedJournal(_shared);
        _node = new Node(_gate);
        _other = new Node(_shared);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _node.OpenAsync();
        await _node.Account.Outbox;
        _node.Applied.Clear();
        _gate.IsOpen = false;
    }

    public ValueTask DisposeAsync() => _gate.DisposeAsync();

    private async Task<IAccountEvent[]> StreamAsync() => await _other.Account.ReadFromAsync(1, Token).ToArrayAsync(Token);

    private static OrderDecided Decision(Outcome outcome) => outcome.ShouldBeOfType<Outcome.Happened>().Events.OfType<OrderDecided>().Single();

    [Fact]
    public async Task Nothing_is_answered_or_sent_before_it_is_durable()
    {
        var asked = _node.SubmitAsync("c1");
        var again = _node.SubmitAsync("c1");
        var reading = _node.Account.GetAsync(Token);
        _gate.Waiting.ShouldBe(1);
        (asked.IsCompleted, again.IsCompleted, reading.IsCompleted).ShouldBe((false, false, false));
        _node.Applied.ShouldBeEmpty();
        await _gate.ReleaseAsync();
        Decision(await asked).OrderId.ShouldBe(Past.Id(2));
        (await again).ShouldBe(new Outcome.Repeated(2));
        (await reading).Version.ShouldBe(2);
        await _node.Account.Outbox;
        _node.Applied.Count.ShouldBe(1);
    }

    /// <summary>The other node writes as many events as the refused turn would have: the next one's version fits, and yet it was decided on what never was.</summary>
    [Fact]
    public async Task A_turn_decided_on_a_refused_one_is_decided_again_even_where_its_version_fits()
    {
        var first = _node.SubmitAsync("c1", 2m, 1);
        var second = _node.SubmitAsync("c2", 2m, 2);
        _gate.Waiting.ShouldBe(2);
        await _other.SubmitAsync("other", 5m, 3);
        await _gate.ReleaseAsync();
        var (one, two) = (Decision(await first), Decision(await second));
        ((OrderId[])[one.OrderId, two.OrderId]).Order().ShouldBe([Past.Id(3), Past.Id(4)]);
        var stream = await StreamAsync();
        stream.OfType<OrderDecided>().Select(e => e.OrderId).ShouldBe([Past.Id(2), Past.Id(3), Past.Id(4)]);
        (await _node.Account.GetAsync(Token)).Hash().ShouldBe(AccountState.Empty.Evolve(stream).Hash());
        await _node.Account.Outbox;
        _node.Applied.Select(x => x.Version).ShouldBe([3, 4]);
    }

    [Fact]
    public async Task A_halt_that_commits_first_refuses_what_is_in_flight()
    {
        var first = _node.SubmitAsync("c1", 1m, 1);
        var second = _node.SubmitAsync("c2", 1m, 2);
        await _other.Controls.ExecuteAsync(new SetControl(new ControlScope(ScopeKind.Global, ""), ControlMode.Halted, "stop", "ann"), World.Morning, Token);
        await _gate.ReleaseAsync();
        foreach (var decided in (OrderDecided[])[Decision(await first), Decision(await second)])
        {
            decided.Verdict.ShouldBe(Verdict.Rejected);
            decided.ControlVersion.ShouldBe(1);
        }

        (await StreamAsync()).OfType<OrderDecided>().ShouldAllBe(e => e.Verdict == Verdict.Rejected);
    }

    [Fact]
    public async Task What_nothing_follows_from_is_not_handed_over()
    {
        _node.Follows = happened => happened is OrderDecided { Request.Quantity: 2m };
        var before = _node.Account.Outbox;
        var first = _node.SubmitAsync("c1", 1m, 1);
        _node.Account.Outbox.ShouldBeSameAs(before);
        var second = _node.SubmitAsync("c2", 2m, 2);
        _node.Account.Outbox.ShouldNotBeSameAs(before);
        await _gate.ReleaseAsync();
        Decision(await first);
        var handedOver = Decision(await second);
        await _node.Account.Outbox;
        _node.Applied.ShouldHaveSingleItem().Event.ShouldBe(handedOver);
    }

    [Fact]
    public async Task A_commit_that_fails_leaves_no_trace_in_memory()
    {
        var asked = _node.SubmitAsync("c1");
        var resting = _node.SubmitAsync("c1");
        _gate.Fail(new JournalUnavailableException("gone") { OutcomeUnknown = true });
        await asked.ShouldThrowAsync<JournalUnavailableException>();
        await resting.ShouldThrowAsync<JournalUnavailableException>();
        (await _node.Account.GetAsync(Token)).Version.ShouldBe(1);
        Decision(await _node.SubmitAsync("c1")).OrderId.ShouldBe(Past.Id(2));
        await _node.Account.Outbox;
        _node.Applied.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_commit_of_unknown_outcome_that_did_happen_is_answered_when_asked_again()
    {
        var asked = _node.SubmitAsync("c1");
        await _other.SubmitAsync("c1"); // What the lost connection had committed.
        _gate.Fail(new JournalUnavailableException("gone") { OutcomeUnknown = true });
        await asked.ShouldThrowAsync<JournalUnavailableException>();
        (await _node.SubmitAsync("c1")).ShouldBe(new Outcome.Repeated(2));
        (await StreamAsync()).OfType<OrderDecided>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Without_a_journal_the_answer_is_no_at_once_and_right_again_afterwards()
    {
        _gate.IsOpen = true;
        _shared.SetAvailable(false);
        await _node.SubmitAsync("c1").ShouldThrowAsync<JournalUnavailableException>();
        _shared.SetAvailable(true);
        Decision(await _node.SubmitAsync("c1")).OrderId.ShouldBe(Past.Id(2));
    }

    [Fact]
    public async Task What_rests_on_an_append_whose_key_was_taken_is_decided_again()
    {
        await _other.SubmitAsync("c1");
        var keyed = _node.SubmitAsync("c1");
        var resting = _node.ExecuteAsync(new MonitorAccount());
        await _gate.ReleaseAsync();
        (await keyed).ShouldBe(new Outcome.Repeated(2));
        (await resting).ShouldBeOfType<Outcome.Happened>().Events.ShouldBeEmpty();
    }

    /// <summary>Clients that send without waiting rely on it: whoever is woken first must not be decided first.</summary>
    [Fact]
    public async Task What_a_moved_control_refuses_is_decided_again_in_the_order_in_which_it_came()
    {
        var ids = Enumerable.Range(0, 200).Select(n => $"c{n}").ToArray();
        var asked = ids.Select(id => _node.SubmitAsync(id)).ToArray();
        await _other.Controls.ExecuteAsync(Halt("a"), World.Morning, Token);
        await _gate.ReleaseAsync();
        ids = [.. ids, "later"];
        asked = [.. asked, _node.SubmitAsync("later")];
        var decided = (await Task.WhenAll(asked)).Select(Decision).ToArray();
        decided.ShouldAllBe(decision => decision.ControlVersion == 1);
        decided.Select(decision => decision.OrderId).ShouldBe(Enumerable.Range(0, ids.Length).Select(n => Past.Id(2 + n)));
        (await OrdersAsync()).ShouldBe(ids);
        await _node.Account.Outbox;
        _node.Applied.Select(x => x.Event).OfType<OrderDecided>().Select(e => e.Request.ClientOrderId.Value).ShouldBe(ids);
    }

    [Fact]
    public async Task What_another_nodes_write_refuses_is_decided_again_in_the_order_in_which_it_came()
    {
        var ids = Enumerable.Range(0, 200).Select(n => $"c{n}").ToArray();
        var asked = ids.Select(id => _node.SubmitAsync(id)).ToArray();
        await _other.SubmitAsync("other");
        await _gate.ReleaseAsync();
        await Task.WhenAll(asked);
        (await OrdersAsync()).ShouldBe(["other", .. ids]);
    }

    [Fact]
    public async Task What_nobody_waits_for_any_more_is_not_decided_again()
    {
        using var patience = new CancellationTokenSource();
        var abandoned = _node.Account.ExecuteAsync(new SubmitOrder(Ask.Limit(Domain.Orders.Side.Buy, 1m, 1790m, "abandoned")), "abandoned", patience.Token);
        var asked = _node.SubmitAsync("asked");
        await patience.CancelAsync();
        await abandoned.ShouldThrowAsync<OperationCanceledException>();
        await _other.SubmitAsync("other");
        await _gate.ReleaseAsync();
        await asked;
        (await OrdersAsync()).ShouldBe(["other", "asked"]);
    }

    [Fact]
    public async Task Commands_in_order_stay_together_and_in_order_when_they_are_decided_again()
    {
        await _other.SubmitAsync("b1");
        (AccountCommand, string?)[] commands = [.. Enumerable.Range(0, 3).Select(n => ((AccountCommand)new SubmitOrder(Ask.Limit(Domain.Orders.Side.Buy, 1m, 1790m, $"b{n}")), (string?)$"b{n}"))];
        var before = _node.SubmitAsync("before");
        var inOrder = _node.Account.ExecuteInOrderAsync(commands, Token);
        var after = _node.SubmitAsync("after");
        await _gate.ReleaseAsync();
        await Task.WhenAll(before, after);
        (await inOrder)[1].ShouldBe(new Outcome.Repeated(2));
        (await OrdersAsync()).ShouldBe(["b1", "before", "b0", "b2", "after"]);
    }

    [Fact]
    public async Task Behind_one_of_unknown_outcome_nothing_of_its_source_is_decided_again()
    {
        (AccountCommand, string?)[] commands = [.. Enumerable.Range(0, 3).Select(n => ((AccountCommand)new SubmitOrder(Ask.Limit(Domain.Orders.Side.Buy, 1m, 1790m, $"b{n}")), (string?)$"b{n}"))];
        var inOrder = _node.Account.ExecuteInOrderAsync(commands, Token);
        var asked = _node.SubmitAsync("asked");
        await _gate.FailFirstAsync(new JournalUnavailableException("gone") { OutcomeUnknown = true });
        await inOrder.ShouldThrowAsync<JournalUnavailableException>();
        await asked;
        (await OrdersAsync()).ShouldBe(["asked"]);
    }

    private static SetControl Halt(string strategy) => new(new ControlScope(ScopeKind.Strategy, strategy), ControlMode.Halted, "stop", "ann");

    private async Task<string[]> OrdersAsync() => [.. (await StreamAsync()).OfType<OrderDecided>().Select(e => e.Request.ClientOrderId.Value)];
}
