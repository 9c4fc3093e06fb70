using System.Collections.Immutable;
using Npgsql;
using Portcullis.Testing;

namespace Portcullis.Journal.Tests.Postgres;

public sealed class OutboxLockTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_of_several_nodes_holds_the_lock_and_each_takeover_has_a_higher_epoch()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        var first = await StartAsync(database);
        await using var second = await StartAsync(database);
        (first.Outbox.Epoch, second.Outbox.Epoch).ShouldBe((1, 0));

        await first.DisposeAsync();
        await UntilAsync(() => second.Outbox.Epoch == 2);

        (await Sql.ScalarAsync(database, "select epoch from pc_outbox")).ShouldBe(2L);
    }

    [Fact]
    public async Task The_next_holder_finds_the_mark_of_the_one_before_and_whoever_does_not_hold_the_lock_neither_reads_nor_writes()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        var first = await StartAsync(database);
        await using var second = await StartAsync(database);
        await first.AppendAsync(Given.Append("account-a", 0), Ct);
        (await first.Outbox.ReadMarkAsync(Ct))!.ShouldSatisfyAllConditions(m => m.Position.ShouldBe(0), m => m.Streams.ShouldBeEmpty());
        await first.Outbox.WriteMarkAsync(new OutboxMark(1, ["account-a", "account-b"]), Ct);
        await second.Outbox.WriteMarkAsync(new OutboxMark(9, []), Ct);
        (await second.Outbox.ReadMarkAsync(Ct)).ShouldBeNull();
        (await second.Outbox.LookAsync(0, ["order_decided"], Ct)).ShouldBeNull();

        await first.DisposeAsync();
        await UntilAsync(() => second.Outbox.IsHeld);

        (await second.Outbox.ReadMarkAsync(Ct))!.ShouldSatisfyAllConditions(m => m.Position.ShouldBe(1), m => m.Streams.ShouldBe(["account-a", "account-b"]));
    }

    [Fact]
    public async Task Streams_are_found_by_the_types_of_their_events_in_bounded_stretches()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await using var journal = await StartAsync(database);
        const int streams = (Limits.OutboxPositions / Limits.AppendEvents) + 1;
        await Task.WhenAll(Enumerable.Range(0, streams).Select(n => journal.AppendAsync(Given.Append($"account-{n:000}", 0, Limits.AppendEvents), Ct)));
        await journal.AppendAsync(new Append("account-other", 0, [Given.Event(type: "order_filled")], Given.Noon), Ct);

        var near = (await journal.Outbox.LookAsync(0, ["order_decided"], Ct))!;
        var far = (await journal.Outbox.LookAsync(near.Position, ["order_decided"], Ct))!;
        var past = (await journal.Outbox.LookAsync(far.Position, ["order_decided"], Ct))!;

        (near.Position, near.IsLast).ShouldBe((Limits.OutboxPositions, false));
        (far.Position, far.IsLast).ShouldBe(((streams * Limits.AppendEvents) + 1, true));
        near.Streams.Union(far.Streams).Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(0, streams).Select(n => $"account-{n:000}"));
        (past.Position, past.IsLast, past.Streams.Length).ShouldBe((far.Position, true, 0));
    }

    [Fact]
    public async Task A_holder_whose_session_was_ended_takes_the_lock_again_when_nobody_else_has()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await using var journal = await StartAsync(database);

        await Sql.ExecuteAsync(database, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'portcullis-outbox' and datname = current_database()");

        await UntilAsync(() => journal.Outbox.Epoch == 2);
    }

    [Fact]
    public async Task A_mark_written_under_an_older_epoch_changes_nothing_and_tells_its_writer_of_the_loss()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await using var journal = await StartAsync(database);
        await Sql.ExecuteAsync(database, "update pc_outbox set epoch = 7");

        await journal.Outbox.WriteMarkAsync(new OutboxMark(3, []), Ct);

        (await Sql.ScalarAsync(database, "select position from pc_outbox")).ShouldBe(0L);
        await UntilAsync(() => journal.Outbox.Epoch == 8);
    }

    [Fact]
    public async Task A_position_that_moves_alone_rewrites_none_of_ten_thousand_names()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await using var journal = await StartAsync(database);
        await journal.Outbox.ReadMarkAsync(Ct);
        var streams = Enumerable.Range(0, 10_000).Select(n => $"account-{n:00000}").ToImmutableArray();
        await journal.Outbox.WriteMarkAsync(new OutboxMark(1, streams), Ct);
        var names = await NamesAsync();

        await journal.Outbox.WriteMarkAsync(new OutboxMark(2, streams), Ct);
        await journal.Outbox.WriteMarkAsync(new OutboxMark(3, streams.RemoveAt(0)), Ct);
        // One more within the minute: the mark stays, and who begins there finds it.
        await journal.Outbox.WriteMarkAsync(new OutboxMark(4, streams.Add("account-x")), Ct);

        (await NamesAsync()).ShouldBe(names);
        (await Sql.ScalarAsync(database, "select position || ' ' || cardinality(streams) from pc_outbox")).ShouldBe("3 10000");

        async Task<object?> NamesAsync()
        {
            var toast = await Sql.ScalarAsync(database, "select reltoastrelid::regclass::text from pg_class where oid = 'pc_outbox'::regclass");
            return await Sql.ScalarAsync(database, $"select string_agg(distinct chunk_id::text, ',') from {toast}");
        }
    }

    [Fact]
    public async Task A_killed_server_takes_the_lock_along_and_it_is_taken_again_when_it_is_back()
    {
        var folder = TestFolder.NewPath("portcullis-outbox-");
        var server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = folder }, Ct);
        PrivatePostgres? again = null;
        try
        {
            await using var journal = await StartAsync(server.ConnectionString);
            DriverProcess.KillServer(server.ProcessId);
            await UntilAsync(() => !journal.Outbox.IsHeld);

            again = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = folder }, Ct);
            await UntilAsync(() => journal.Outbox.IsHeld);
            (await Sql.ScalarAsync(again.ConnectionString, "select epoch from pc_outbox")).ShouldBe(2L);
        }
        finally
        {
            await server.DisposeAsync();
            if (again is not null) await again.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_holder_learns_of_its_loss_before_another_can_take_over_and_the_whole_takeover_has_a_bound()
    {
        (Limits.OutboxRetry + Limits.OutboxPatience).ShouldBeLessThan(Limits.OutboxLease);
        Limits.OutboxTakeover.ShouldBe(TimeSpan.FromSeconds(16));
    }

    private static async Task<PostgresJournal> StartAsync(string database)
    {
        var journal = await PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = database }, TimeProvider.System, ct: Ct);
        await journal.Outbox.StartAsync(Ct);
        return journal;
    }

    private static Task UntilAsync(Func<bool> holds) => Wait.UntilAsync(() => Task.FromResult(holds()), Ct);
}
