using Portcullis.Journal.Postgres;
using Portcullis.Testing;

namespace Portcullis.Journal.Tests.Postgres;

/// <summary>What callers see while the database is slow, choosy, broken or away.</summary>
public sealed class FaultTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_queue_refuses_at_once_with_a_hint_and_loses_nothing()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await using var journal = await OpenAsync(database, options => options with { QueuedAppends = 10 });
        await using var holder = await HoldLockAsync(database);

        // One is under way and waits for the lock, ten fill the queue.
        var accepted = new List<Task<AppendResult>> { journal.AppendAsync(Given.Append("account-a", 0), Ct) };
        await holder.WaitForWaiterAsync();
        accepted.AddRange(Enumerable.Range(1, 10).Select(n => journal.AppendAsync(Given.Append("account-a", n), Ct)));
        var refusal = Should.Throw<JournalUnavailableException>(() => { _ = journal.AppendAsync(Given.Append("account-a", 11), Ct); });
        refusal.RetryAfter.ShouldBeGreaterThan(TimeSpan.Zero);
        refusal.OutcomeUnknown.ShouldBeFalse();

        await holder.DisposeAsync();
        (await Task.WhenAll(accepted)).ShouldAllBe(result => result is AppendResult.Accepted);
        (await journal.HeadAsync(Ct)).ShouldBe(11);
    }

    [Fact]
    public async Task A_batch_that_can_not_get_the_lock_is_refused_as_a_whole_and_the_journal_goes_on()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await using var journal = await OpenAsync(database, options => options with { LockTimeout = TimeSpan.FromMilliseconds(100) });
        await using (await HoldLockAsync(database))
        {
            var refusal = await Should.ThrowAsync<JournalUnavailableException>(() => journal.AppendAsync(Given.Append("account-a", 0), Ct));
            refusal.OutcomeUnknown.ShouldBeFalse();
        }

        journal.IsAvailable.ShouldBeTrue();
        (await journal.AppendAsync(Given.Append("account-a", 0), Ct)).ShouldBe(new AppendResult.Accepted(1, 1, 1));
    }

    [Fact]
    public async Task A_batch_that_waited_for_its_own_nodes_other_batch_is_offered_once_more()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await using var journal = await OpenAsync(database, options => options with { OverlappingAppends = 1, LockTimeout = TimeSpan.FromSeconds(6), CommitTimeout = TimeSpan.FromMinutes(5) });
        await Sql.ExecuteAsync(
            database,
            """
            create function stand_still() returns trigger language plpgsql as $$
            begin
                perform set_config('lock_timeout', '0', true);
                perform pg_advisory_xact_lock(42);
                return new;
            end $$;
            create trigger slow before insert on mt_events for each row when (new.type = 'slow') execute function stand_still();
            """);
        await using var held = new Npgsql.NpgsqlConnection(database + ";Pooling=false");
        await held.OpenAsync(Ct);
        await using var hold = new Npgsql.NpgsqlCommand("select pg_advisory_lock(42)", held);
        await hold.ExecuteNonQueryAsync(Ct);

        var slow = journal.AppendAsync(new Append("account-slow", 0, [Given.Event(type: "slow")], Given.Noon), Ct);
        await Wait.UntilAsync(async () => await SinceAsync(42) is not null, Ct);
        var behind = journal.AppendAsync(Given.Append("account-a", 0), Ct);
        DateTime? first = null;
        await Wait.UntilAsync(async () => (first = await SinceAsync(new SchemaName("public").AppendLock)) is not null, Ct);
        await Wait.UntilAsync(async () => await SinceAsync(new SchemaName("public").AppendLock) > first, Ct);
        await held.DisposeAsync();

        (await slow).ShouldBe(new AppendResult.Accepted(1, 1, 1));
        (await behind).ShouldBe(new AppendResult.Accepted(2, 2, 1));

        // Since when somebody has asked for what waits for a lock now.
        async Task<DateTime?> SinceAsync(long key) => await Sql.ScalarAsync(
            database,
            $"""
            select a.query_start from pg_locks l join pg_stat_activity a using (pid)
            where l.locktype = 'advisory' and not l.granted and a.datname = current_database() and (l.classid::bigint << 32) | l.objid::bigint = {key}
            """) as DateTime?;
    }

    [Fact]
    public async Task One_append_that_the_database_refuses_does_not_take_its_batch_with_it()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await using var journal = await OpenAsync(database);
        await Sql.ExecuteAsync(
            database,
            """
            create function refuse() returns trigger language plpgsql as $$ begin raise exception 'poison'; end $$;
            create trigger poison before insert on mt_events for each row when (new.type = 'poison') execute function refuse();
            """);

        Task<AppendResult>[] batch;
        await using (var holder = await HoldLockAsync(database))
        {
            batch = [Append("before"), Append("account-a"), Append("account-p", "poison"), Append("account-b")];
            await holder.WaitForWaiterAsync();
        }

        (await batch[1]).ShouldBeOfType<AppendResult.Accepted>();
        (await Should.ThrowAsync<JournalUnavailableException>(() => batch[2])).Message.ShouldContain("poison");
        (await batch[3]).ShouldBeOfType<AppendResult.Accepted>();
        (await journal.VerifyAsync(new VerifyRequest(), null, Ct)).Valid.ShouldBeTrue();

        Task<AppendResult> Append(string stream, string type = "order_decided") =>
            journal.AppendAsync(new Append(stream, 0, [Given.Event(type: type)], Given.Noon), Ct);
    }

    [Fact]
    public async Task A_broken_connection_leaves_the_outcome_unknown_and_the_journal_comes_back_by_itself()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await using var journal = await OpenAsync(database);
        await journal.AppendAsync(Given.Append("account-a", 0), Ct);
        var changes = Availability(journal);

        await using (var holder = await HoldLockAsync(database))
        {
            var underWay = journal.AppendAsync(Given.Append("account-a", 1), Ct);
            await holder.WaitForWaiterAsync();
            await Sql.ExecuteAsync(database, "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'portcullis-public-%' and datname = current_database()");
            (await Should.ThrowAsync<JournalUnavailableException>(() => underWay)).OutcomeUnknown.ShouldBeTrue();
        }

        await changes.IsAvailableAgainAsync();
        var version = await journal.ReadStreamAsync("account-a", ct: Ct).CountAsync(Ct);
        version.ShouldBe(1);
        (await journal.AppendAsync(Given.Append("account-a", version), Ct)).ShouldBe(new AppendResult.Accepted(2, 2, 2));
    }

    [Fact]
    public async Task When_one_writer_loses_its_session_the_other_opens_its_own_anew()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await using var journal = await OpenAsync(database);
        var before = await WritersAsync();
        before.Length.ShouldBe(Limits.WriterSessions);
        var changes = Availability(journal);

        await using (var holder = await HoldLockAsync(database))
        {
            var underWay = journal.AppendAsync(Given.Append("account-a", 0), Ct);
            await holder.WaitForWaiterAsync();
            await Sql.ExecuteAsync(database, "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'portcullis-public-%' and datname = current_database() and wait_event_type = 'Lock'");
            (await Should.ThrowAsync<JournalUnavailableException>(() => underWay)).OutcomeUnknown.ShouldBeTrue();
        }

        await changes.IsAvailableAgainAsync();
        await Wait.UntilAsync(async () => await WritersAsync() is { Length: Limits.WriterSessions } now && !now.Intersect(before).Any(), Ct);
        (await journal.AppendAsync(Given.Append("account-a", 0), Ct)).ShouldBe(new AppendResult.Accepted(1, 1, 1));

        async Task<int[]> WritersAsync() =>
            (int[])(await Sql.ScalarAsync(database, "select coalesce(array_agg(pid), '{}') from pg_stat_activity where application_name like 'portcullis-public-%' and datname = current_database()"))!;
    }

    [Fact]
    public async Task A_killed_server_means_unavailable_at_once_and_a_subscriber_misses_nothing()
    {
        var folder = TestFolder.NewPath("portcullis-killed-");
        var server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = folder }, Ct);
        PrivatePostgres? again = null;
        try
        {
            await using var journal = await OpenAsync(server.ConnectionString);
            await using var subscription = journal.SubscribeAsync(0, Ct).GetAsyncEnumerator(Ct);
            await journal.AppendAsync(Given.Append("account-a", 0, events: 5), Ct);
            var changes = Availability(journal);

            DriverProcess.KillServer(server.ProcessId);
            await Should.ThrowAsync<JournalUnavailableException>(() => journal.AppendAsync(Given.Append("account-a", 5), Ct));
            journal.IsAvailable.ShouldBeFalse();
            Should.Throw<JournalUnavailableException>(() => { _ = journal.AppendAsync(Given.Append("account-b", 0), Ct); }).OutcomeUnknown.ShouldBeFalse();

            again = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = folder }, Ct);
            await changes.IsAvailableAgainAsync();
            var version = await journal.ReadStreamAsync("account-a", ct: Ct).CountAsync(Ct);
            await journal.AppendAsync(Given.Append("account-a", version, events: 2), Ct);
            for (var position = 1; position <= version + 2; position++)
            {
                (await subscription.MoveNextAsync()).ShouldBeTrue();
                subscription.Current.Position.ShouldBe(position);
            }
        }
        finally
        {
            await server.DisposeAsync();
            if (again is not null)
                await again.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<PostgresJournal> OpenAsync(string database, Func<PostgresJournalOptions, PostgresJournalOptions>? change = null)
    {
        var options = new PostgresJournalOptions { ConnectionString = database, ReconnectPause = TimeSpan.FromMilliseconds(50) };
        return PostgresJournal.OpenAsync(change?.Invoke(options) ?? options, TimeProvider.System, ct: Ct);
    }

    private static AvailabilityWatch Availability(IJournal journal) => new(journal);

    private static Task<LockHolder> HoldLockAsync(string database) => LockHolder.TakeAsync(database, Ct);

    /// <summary>Tells when the journal has been away and is back.</summary>
    private sealed class AvailabilityWatch
    {
        private readonly TaskCompletionSource _back = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public AvailabilityWatch(IJournal journal) => journal.AvailabilityChanged += available =>
        {
            if (available)
                _back.TrySetResult();
        };

        public Task IsAvailableAgainAsync() => _back.Task.WaitAsync(Ct);
    }
}
