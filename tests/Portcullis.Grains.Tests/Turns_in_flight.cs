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
}
