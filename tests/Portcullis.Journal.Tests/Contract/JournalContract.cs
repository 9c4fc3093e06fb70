using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using static Portcullis.Journal.AppendResult;

namespace Portcullis.Journal.Tests.Contract;

/// <summary>What every journal promises. Each test gets an empty journal.</summary>
public abstract class JournalContract : IAsyncLifetime
{
    private IJournal _journal = null!;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _journal = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<IJournal> OpenAsync();

    [Fact]
    public async Task The_first_append_makes_the_stream()
    {
        (await _journal.AppendAsync(Given.Append("account-a", 0, events: 3), Ct)).ShouldBe(new Accepted(1, 3, 3));
        (await _journal.AppendAsync(Given.Append("account-a", 3), Ct)).ShouldBe(new Accepted(4, 4, 4));
        (await _journal.HeadAsync(Ct)).ShouldBe(4);
    }

    [Fact]
    public async Task An_append_at_another_version_is_refused_and_leaves_nothing()
    {
        await _journal.AppendAsync(Given.Append("account-a", 0), Ct);

        (await _journal.AppendAsync(Given.Append("account-a", 0), Ct)).ShouldBe(new VersionConflict(1));
        (await _journal.AppendAsync(Given.Append("account-a", 2), Ct)).ShouldBe(new VersionConflict(1));
        (await _journal.AppendAsync(Given.Append("account-b", 1), Ct)).ShouldBe(new VersionConflict(0));
        (await _journal.HeadAsync(Ct)).ShouldBe(1);
    }

    [Fact]
    public async Task Appends_queued_together_are_committed_in_call_order()
    {
        var outcomes = Enumerable.Range(0, 50).Select(n => _journal.AppendAsync(Given.Append("account-a", n), Ct)).ToArray();

        (await Task.WhenAll(outcomes)).ShouldBe(Enumerable.Range(1, 50).Select(n => new Accepted(n, n, n)));
    }

    [Fact]
    public async Task A_refused_append_refuses_what_was_queued_behind_it_and_nothing_else()
    {
        await _journal.AppendAsync(Given.Append("account-a", 0), Ct);

        var first = _journal.AppendAsync(Given.Append("account-a", 7), Ct);
        var behind = _journal.AppendAsync(Given.Append("account-a", 8), Ct);
        var other = _journal.AppendAsync(Given.Append("account-b", 0, events: 2), Ct);
        var afterwards = _journal.AppendAsync(Given.Append("account-a", 1), Ct);

        (await first).ShouldBe(new VersionConflict(1));
        (await behind).ShouldBe(new VersionConflict(1));
        (await other).ShouldBe(new Accepted(2, 3, 2));
        (await afterwards).ShouldBe(new Accepted(4, 4, 2));
    }

    [Fact]
    public async Task A_refusal_in_the_midst_of_what_is_accepted_is_answered_in_its_place()
    {
        var warm = _journal.AppendAsync(Given.Append("account-z", 0), Ct);
        var first = _journal.AppendAsync(Given.Append("account-a", 0, events: 2), Ct);
        var refused = _journal.AppendAsync(Given.Append("account-a", 0), Ct);
        var second = _journal.AppendAsync(Given.Append("account-b", 0), Ct);
        var last = _journal.AppendAsync(Given.Append("account-b", 9), Ct);

        (await warm).ShouldBe(new Accepted(1, 1, 1));
        (await first).ShouldBe(new Accepted(2, 3, 2));
        (await refused).ShouldBe(new VersionConflict(2));
        (await second).ShouldBe(new Accepted(4, 4, 1));
        (await last).ShouldBe(new VersionConflict(1));
    }

    [Fact]
    public async Task What_was_decided_on_a_refused_append_is_refused_also_where_its_version_fits()
    {
        await _journal.AppendAsync(Given.Append("account-a", 0, events: 2), Ct);

        var stale = _journal.AppendAsync(Given.Append("account-a", 1), Ct);
        var onStale = _journal.AppendAsync(Given.Append("account-a", 2) with { After = stale }, Ct);
        var independent = _journal.AppendAsync(Given.Append("account-a", 2), Ct);

        (await stale).ShouldBe(new VersionConflict(2));
        (await onStale).ShouldBe(new VersionConflict(2));
        (await independent).ShouldBe(new Accepted(3, 3, 3));
        (await _journal.AppendAsync(Given.Append("account-a", 3) with { After = independent }, Ct)).ShouldBe(new Accepted(4, 4, 4));
    }

    [Fact]
    public async Task A_key_is_taken_for_ever_and_names_the_version_that_took_it()
    {
        await _journal.AppendAsync(Given.Append("account-a", 0, events: 2), Ct);
        await _journal.AppendAsync(Given.Append("account-a", 2, events: 2, key: "order-1"), Ct);

        (await _journal.AppendAsync(Given.Append("account-a", 4, key: "order-1"), Ct)).ShouldBe(new KeyTaken(3));
        (await _journal.AppendAsync(Given.Append("account-a", 0, key: "order-1"), Ct)).ShouldBe(new KeyTaken(3));
        (await _journal.AppendAsync(Given.Append("account-b", 0, key: "order-1"), Ct)).ShouldBe(new Accepted(5, 5, 1));

        var found = await _journal.FindByKeyAsync("account-a", "order-1", Ct);
        found.ShouldNotBeNull().Version.ShouldBe(3);
        (await _journal.FindByKeyAsync("account-a", "order-2", Ct)).ShouldBeNull();
        (await _journal.FindByKeyAsync("account-c", "order-1", Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task The_same_key_queued_twice_is_taken_once()
    {
        var first = _journal.AppendAsync(Given.Append("account-a", 0, key: "order-1"), Ct);
        var second = _journal.AppendAsync(Given.Append("account-a", 1, key: "order-1"), Ct);
        var third = _journal.AppendAsync(Given.Append("account-a", 2), Ct);

        (await first).ShouldBe(new Accepted(1, 1, 1));
        (await second).ShouldBe(new KeyTaken(1));
        (await third).ShouldBe(new VersionConflict(1));
    }

    [Fact]
    public async Task A_decision_made_under_an_older_control_version_is_refused()
    {
        (await _journal.AppendAsync(Given.Append("account-a", 0, control: 0), Ct)).ShouldBe(new Accepted(1, 1, 1));
        await _journal.AppendAsync(Given.Append("control", 0, events: 2), Ct);

        (await _journal.AppendAsync(Given.Append("account-a", 1, control: 0), Ct)).ShouldBe(new ControlMoved(2));
        (await _journal.AppendAsync(Given.Append("account-a", 1, control: 2), Ct)).ShouldBe(new Accepted(4, 4, 2));
        (await _journal.AppendAsync(Given.Append("account-a", 2), Ct)).ShouldBe(new Accepted(5, 5, 3));
    }

    [Fact]
    public async Task What_is_queued_behind_a_halt_is_judged_against_it()
    {
        var before = _journal.AppendAsync(Given.Append("account-a", 0, control: 0), Ct);
        var halt = _journal.AppendAsync(Given.Append("control", 0), Ct);
        var behind = _journal.AppendAsync(Given.Append("account-b", 0, control: 0), Ct);

        (await before).ShouldBe(new Accepted(1, 1, 1));
        (await halt).ShouldBe(new Accepted(2, 2, 1));
        (await behind).ShouldBe(new ControlMoved(1));
    }

    [Fact]
    public async Task Refusals_are_tested_in_a_fixed_order_key_then_version_then_control()
    {
        await _journal.AppendAsync(Given.Append("control", 0), Ct);
        await _journal.AppendAsync(Given.Append("account-a", 0, key: "order-1"), Ct);

        (await _journal.AppendAsync(Given.Append("account-a", 9, key: "order-1", control: 0), Ct)).ShouldBe(new KeyTaken(1));
        (await _journal.AppendAsync(Given.Append("account-a", 9, control: 0), Ct)).ShouldBe(new VersionConflict(1));
        (await _journal.AppendAsync(Given.Append("account-a", 1, control: 0), Ct)).ShouldBe(new ControlMoved(1));
    }

    [Fact]
    public async Task Events_come_back_as_they_were_appended()
    {
        var data = new EventData("order_decided", Encoding.UTF8.GetBytes("""{"zeta":1.50,"a":{"long":"é€","b":[true,null,"\u00e9\/"]}}"""), "Portcullis.OrderDecided, Portcullis", """{"correlation":"c-1"}""");
        await _journal.AppendAsync(new Append("account-a", 0, [data], Given.Noon), Ct);

        var stored = await _journal.ReadStreamAsync("account-a", ct: Ct).SingleAsync(Ct);
        stored.ShouldSatisfyAllConditions(
            () => stored.Position.ShouldBe(1),
            () => stored.Stream.ShouldBe("account-a"),
            () => stored.Version.ShouldBe(1),
            () => stored.Type.ShouldBe("order_decided"),
            () => stored.ClrType.ShouldBe("Portcullis.OrderDecided, Portcullis"),
            () => stored.Timestamp.ShouldBe(new DateTimeOffset(Given.Noon.Ticks - (Given.Noon.Ticks % 10), TimeSpan.Zero)),
            () => JsonNode.DeepEquals(JsonNode.Parse(stored.HeadersJson!), JsonNode.Parse("""{"correlation":"c-1"}""")).ShouldBeTrue(),
            () => JsonNode.DeepEquals(JsonNode.Parse(stored.Json.Span), JsonNode.Parse(data.Json.Span)).ShouldBeTrue());
        Given.Text(stored).ShouldContain("1.50");
    }

    [Fact]
    public async Task A_stream_is_read_from_any_version_and_all_from_any_position()
    {
        await _journal.AppendAsync(Given.Append("account-a", 0, events: 3), Ct);
        await _journal.AppendAsync(Given.Append("account-b", 0, events: 2), Ct);

        (await _journal.ReadStreamAsync("account-a", 2, Ct).Select(e => e.Version).ToArrayAsync(Ct)).ShouldBe([2, 3]);
        (await _journal.ReadStreamAsync("account-c", ct: Ct).CountAsync(Ct)).ShouldBe(0);
        (await _journal.ReadAllAsync(2, Ct).Select(e => e.Position).ToArrayAsync(Ct)).ShouldBe([3, 4, 5]);
        (await _journal.ReadAllAsync(9, Ct).CountAsync(Ct)).ShouldBe(0);
    }

    [Fact]
    public async Task Events_are_found_by_type_time_and_correlation()
    {
        for (var n = 0; n < 6; n++)
        {
            var data = Given.Event(n, n % 2 == 0 ? "order_decided" : "order_filled") with { HeadersJson = $$"""{"correlation":"c-{{n / 2}}"}""" };
            await _journal.AppendAsync(new Append("account-a", n, [data], Given.Noon.AddHours(n)), Ct);
        }

        await FindsAsync(new EventFilter { Types = ["order_filled"] }, 2, 4, 6);
        await FindsAsync(new EventFilter { Types = ["order_filled", "order_decided"] }, 1, 2, 3, 4, 5, 6);
        await FindsAsync(new EventFilter { Correlation = "c-1" }, 3, 4);
        await FindsAsync(new EventFilter { Correlation = "c-9" });
        await FindsAsync(new EventFilter { From = Given.Noon.AddHours(1), Until = Given.Noon.AddHours(3).AddMinutes(1), AfterPosition = 2 }, 3, 4);
        await FindsAsync(new EventFilter { Correlation = "c-1", Types = ["order_filled"] }, 4);

        async Task FindsAsync(EventFilter filter, params long[] positions) =>
            (await _journal.ReadWhereAsync(filter, Ct).Select(stored => stored.Position).ToArrayAsync(Ct)).ShouldBe(positions);
    }

    [Fact]
    public async Task Reading_goes_beyond_one_page()
    {
        var appends = Enumerable.Range(0, 10).Select(n => _journal.AppendAsync(Given.Append("account-a", n * 250L, events: 250), Ct));
        await Task.WhenAll(appends);

        (await _journal.ReadStreamAsync("account-a", ct: Ct).Select(e => e.Version).ToArrayAsync(Ct)).ShouldBe(Enumerable.Range(1, 2500).Select(n => (long)n));
        (await _journal.ReadAllAsync(ct: Ct).CountAsync(Ct)).ShouldBe(2500);
    }

    [Fact]
    public async Task A_subscription_catches_up_and_then_follows()
    {
        await _journal.AppendAsync(Given.Append("account-a", 0, events: 3), Ct);
        await using var subscription = _journal.SubscribeAsync(1, Ct).GetAsyncEnumerator(Ct);

        await NextIsAsync(2);
        await NextIsAsync(3);
        var next = subscription.MoveNextAsync();
        await _journal.AppendAsync(Given.Append("account-a", 3), Ct);
        (await next).ShouldBeTrue();
        subscription.Current.Position.ShouldBe(4);

        async Task NextIsAsync(long position)
        {
            (await subscription.MoveNextAsync()).ShouldBeTrue();
            subscription.Current.Position.ShouldBe(position);
        }
    }

    [Fact]
    public async Task An_append_that_has_its_answer_keeps_none_of_those_before_it_in_memory()
    {
        var (first, last) = await ChainAsync();

        await Wait.UntilAsync(
            () =>
            {
                GC.Collect();
                return Task.FromResult(!first.IsAlive);
            },
            Ct);
        (await last).ShouldBe(new AppendResult.Accepted(3, 3, 3));

        // On its own, so that no local of the test keeps anything alive.
        async Task<(WeakReference First, Task<AppendResult> Last)> ChainAsync()
        {
            var start = Given.Append("account-a", 0);
            var first = new WeakReference(start.Events[0]);
            var appended = _journal.AppendAsync(start, Ct);
            for (var version = 1; version < 3; version++)
                appended = _journal.AppendAsync(Given.Append("account-a", version) with { After = appended }, Ct);
            await appended;
            return (first, appended);
        }
    }

    [Fact]
    public async Task Following_tells_the_places_of_all_events_in_their_order()
    {
        await _journal.AppendAsync(Given.Append("account-a", 0, events: 2), Ct);
        await _journal.AppendAsync(Given.Append("account-b", 0), Ct);
        await using var places = _journal.FollowAsync(1, Ct).GetAsyncEnumerator(Ct);

        (await places.MoveNextAsync()).ShouldBeTrue();
        places.Current.ShouldBe(new EventPlace(2, "account-a", 2));
        (await places.MoveNextAsync()).ShouldBeTrue();
        places.Current.ShouldBe(new EventPlace(3, "account-b", 1));
        var next = places.MoveNextAsync();
        await _journal.AppendAsync(Given.Append("account-a", 2), Ct);
        (await next).ShouldBeTrue();
        places.Current.ShouldBe(new EventPlace(4, "account-a", 3));
    }

    [Fact]
    public async Task Streams_are_listed_by_prefix_in_order()
    {
        foreach (var stream in (string[])["strategy-x", "account-b", "account-A", "account-a", "accounts"])
            await _journal.AppendAsync(Given.Append(stream, 0), Ct);

        (await _journal.ListStreamsAsync("account-", Ct).ToArrayAsync(Ct)).ShouldBe(["account-A", "account-a", "account-b"]);
    }

    [Fact]
    public async Task A_snapshot_replaces_an_older_one_of_its_schema_and_never_a_newer()
    {
        await _journal.SaveSnapshotAsync(new Snapshot("account-a", 10, 1, "ten"u8.ToArray()), Ct);
        await _journal.SaveSnapshotAsync(new Snapshot("account-a", 20, 1, "twenty"u8.ToArray()), Ct);
        await _journal.SaveSnapshotAsync(new Snapshot("account-a", 15, 1, "fifteen"u8.ToArray()), Ct);
        await _journal.SaveSnapshotAsync(new Snapshot("account-a", 12, 2, "other"u8.ToArray()), Ct);

        var snapshot = (await _journal.LoadSnapshotAsync("account-a", 1, Ct)).ShouldNotBeNull();
        snapshot.Version.ShouldBe(20);
        Encoding.UTF8.GetString(snapshot.Json.Span).ShouldBe("twenty");
        (await _journal.LoadSnapshotAsync("account-a", 2, Ct)).ShouldNotBeNull().Version.ShouldBe(12);
        (await _journal.LoadSnapshotAsync("account-a", 3, Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task A_blob_is_found_under_its_hash_and_no_other_content_is_taken_for_it()
    {
        var content = "rules"u8.ToArray();
        var address = Convert.ToHexStringLower(SHA256.HashData(content));

        await _journal.PutBlobAsync(address, content, Ct);
        await _journal.PutBlobAsync(address, content, Ct);
        (await _journal.GetBlobAsync(address, Ct)).ShouldNotBeNull().ToArray().ShouldBe(content);
        (await _journal.GetBlobAsync(new string('0', 64), Ct)).ShouldBeNull();
        await Should.ThrowAsync<ArgumentException>(() => _journal.PutBlobAsync(address, "other"u8.ToArray(), Ct));
    }

    [Theory]
    [InlineData("""{"a":1""")]
    [InlineData("""{"a":"\u0000"}""")]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"a":1e2000}""")]
    [InlineData("""{} {}""")]
    public async Task A_body_that_the_database_would_not_keep_is_refused_before_it_is_queued(string json)
    {
        await Should.ThrowAsync<ArgumentException>(() => _journal.AppendAsync(new Append("account-a", 0, Given.Body(json), Given.Noon), Ct));
        (await _journal.HeadAsync(Ct)).ShouldBe(0);
    }

    [Fact]
    public async Task Limits_hold_at_the_bound_and_one_past_it()
    {
        var name = new string('s', Limits.StreamNameLength);
        (await _journal.AppendAsync(Given.Append(name, 0, Limits.AppendEvents, new string('k', Limits.KeyLength)), Ct)).ShouldBeOfType<Accepted>();

        await Should.ThrowAsync<ArgumentException>(() => _journal.AppendAsync(Given.Append(name + "s", 0), Ct));
        await Should.ThrowAsync<ArgumentException>(() => _journal.AppendAsync(Given.Append("a", 0, Limits.AppendEvents + 1), Ct));
        await Should.ThrowAsync<ArgumentException>(() => _journal.AppendAsync(Given.Append("a", 0, key: new string('k', Limits.KeyLength + 1)), Ct));
        await Should.ThrowAsync<ArgumentException>(() => _journal.AppendAsync(new Append("a", 0, [], Given.Noon), Ct));
        await Should.ThrowAsync<ArgumentException>(() => _journal.AppendAsync(Given.Append("", 0), Ct));
    }

    [Fact]
    public async Task An_untouched_journal_verifies_and_equal_content_in_one_order_is_what_the_hash_says()
    {
        for (var n = 0; n < 20; n++)
            await _journal.AppendAsync(Given.Append($"account-{n % 3}", n / 3 * 2, events: 2, key: n % 2 == 0 ? $"order-{n}" : null), Ct);

        var report = await _journal.VerifyAsync(new VerifyRequest(), null, Ct);
        report.Findings.ShouldBeEmpty();
        report.Valid.ShouldBeTrue();
        report.Events.ShouldBe(40);
        report.Head.ShouldBe(40);
        report.HeadHash.Length.ShouldBe(64);

        var part = await _journal.VerifyAsync(new VerifyRequest(11, 20), null, Ct);
        part.Valid.ShouldBeTrue();
        part.Events.ShouldBe(10);
    }

    [Fact]
    public async Task Giving_up_waiting_does_not_undo_the_append()
    {
        using var impatient = new CancellationTokenSource();
        var waiting = _journal.AppendAsync(Given.Append("account-a", 0, key: "order-1"), impatient.Token);
        await impatient.CancelAsync();
        await Task.WhenAny(waiting);

        (await _journal.AppendAsync(Given.Append("account-a", 1, key: "order-1"), Ct)).ShouldBe(new KeyTaken(1));
    }
}
