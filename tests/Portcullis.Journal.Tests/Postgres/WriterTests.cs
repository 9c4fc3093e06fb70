using Npgsql;
using Portcullis.Journal.Postgres;
using Portcullis.Testing;

namespace Portcullis.Journal.Tests.Postgres;

/// <summary>What the writer holds to between the caller and the database: bounds in front, one prepared statement behind.</summary>
public sealed class WriterTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_queue_is_bounded_in_bytes_too_and_takes_again_what_the_writer_has_made_room_for()
    {
        var queue = new AppendQueue(Limits.QueuedAppends, overlapping: 1);
        var megabyte = "\"" + new string('x', Limits.EventBytes - 2) + "\"";
        for (var n = 0; n < Limits.QueuedBytes / Limits.EventBytes; n++)
            queue.Add(Large($"account-{n}"));

        var refusal = Should.Throw<JournalUnavailableException>(() => queue.Add(Large("one-too-many")));
        (refusal.OutcomeUnknown, refusal.RetryAfter > TimeSpan.Zero).ShouldBe((false, true));

        var batch = new List<PendingAppend>();
        await queue.TakeAsync(batch);
        batch.Count.ShouldBe(Limits.BatchBytes / Limits.EventBytes);
        queue.Add(Large("again"));

        PendingAppend Large(string stream) => Pending(new Append(stream, 0, Given.Body(megabyte), Given.Noon));
    }

    [Fact]
    public async Task A_batch_holds_at_most_its_events_and_one_larger_append_goes_alone()
    {
        var queue = new AppendQueue(Limits.QueuedAppends, overlapping: 1);
        var batch = new List<PendingAppend>();
        for (var n = 0; n < 3; n++)
            queue.Add(Pending(Given.Append("account-a", n * Limits.AppendEvents, Limits.AppendEvents)));

        await queue.TakeAsync(batch);
        batch.Sum(pending => pending.Prepared.Count).ShouldBe(Limits.BatchEvents);
        queue.Release(batch);
        await queue.TakeAsync(batch);
        batch.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_batch_behind_another_holds_none_of_its_streams()
    {
        var queue = new AppendQueue(Limits.QueuedAppends, overlapping: 1);
        List<PendingAppend> first = [], second = [];
        queue.Add(Pending(Given.Append("account-a", 0)));
        await queue.TakeAsync(first);
        queue.Add(Pending(Given.Append("account-b", 0)));
        queue.Add(Pending(Given.Append("account-a", 1)));
        queue.Add(Pending(Given.Append("account-c", 0)));

        await queue.TakeAsync(second);
        Streams(second).ShouldBe(["account-b"]);

        var behind = queue.TakeAsync(second = []);
        behind.IsCompleted.ShouldBeFalse();
        queue.Release(first);
        (await behind).ShouldBeTrue();
        Streams(second).ShouldBe(["account-a", "account-c"]);
    }

    [Fact]
    public async Task What_was_decided_on_an_append_or_on_controls_waits_for_the_batch_that_carries_them()
    {
        var queue = new AppendQueue(Limits.QueuedAppends, overlapping: 1);
        List<PendingAppend> first = [], second = [];
        var control = Pending(Given.Append(Append.ControlStream, 0));
        queue.Add(control);
        await queue.TakeAsync(first);

        queue.Add(Pending(Given.Append("account-a", 0, control: 0)));
        var behind = queue.TakeAsync(second);
        behind.IsCompleted.ShouldBeFalse();
        queue.Release(first);
        await behind;

        queue.Add(Pending(Given.Append("account-b", 0) with { After = second[0].AnswerAsync(Ct) }));
        behind = queue.TakeAsync(first = []);
        behind.IsCompleted.ShouldBeFalse();
        second[0].Complete(new AppendResult.ControlMoved(1));
        queue.Release(second);
        await behind;
        first.ShouldBeEmpty("its predecessor was refused, and so is it");
    }

    [Fact]
    public async Task A_batch_goes_behind_another_only_when_enough_waits_and_a_finished_queue_sends_every_writer_home()
    {
        var queue = new AppendQueue(Limits.QueuedAppends, overlapping: 2);
        List<PendingAppend> first = [], second = [];
        queue.Add(Pending(Given.Append("account-a", 0)));
        await queue.TakeAsync(first);
        var behind = queue.TakeAsync(second);
        queue.Add(Pending(Given.Append("account-b", 0)));
        behind.IsCompleted.ShouldBeFalse();
        queue.Add(Pending(Given.Append("account-c", 0)));
        (await behind).ShouldBeTrue();
        Streams(second).ShouldBe(["account-b", "account-c"]);

        queue.Release(second);
        queue.Add(Pending(Given.Append("account-d", 0)));
        queue.Finish(new JournalUnavailableException("The journal is closed."));
        Should.Throw<JournalUnavailableException>(() => queue.Add(Pending(Given.Append("account-e", 0))));
        queue.Release(first);
        (await queue.TakeAsync(first)).ShouldBeTrue();
        Streams(first).ShouldBe(["account-d"]);
        var idle = queue.TakeAsync(second);
        queue.Release(first);
        (await queue.TakeAsync(first)).ShouldBeFalse();
        (await idle).ShouldBeFalse();
    }

    [Fact]
    public async Task Chains_of_decisions_keep_their_order_on_two_writers()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await using var journal = await PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = database, OverlappingAppends = 1 }, TimeProvider.System, ct: Ct);
        var answers = new List<Task<AppendResult>>();
        var last = new Task<AppendResult>?[9];
        for (var n = 0; n < 900; n++)
        {
            var stream = n % 9;
            answers.Add(last[stream] = journal.AppendAsync(Given.Append($"account-{stream}", n / 9) with { After = last[stream] }, Ct));
        }

        (await Task.WhenAll(answers)).ShouldAllBe(result => result is AppendResult.Accepted);
        (await journal.HeadAsync(Ct)).ShouldBe(900);
        (await journal.VerifyAsync(new VerifyRequest(), null, Ct)).Valid.ShouldBeTrue();
    }

    [Fact]
    public async Task Every_batch_is_the_same_prepared_statement()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await (await PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = database }, TimeProvider.System, ct: Ct)).DisposeAsync();
        var schema = new SchemaName("public");
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(Ct);
        await using var statement = new AppendStatement(connection, new Queries(schema).Append, schema, "node", TimeSpan.FromMinutes(1));
        await statement.PrepareAsync(Ct);

        for (var n = 0; n < 3; n++)
            (await statement.CommitAsync([new PendingAppend(Given.Append("account-a", n))])).ShouldBe([new AppendResult.Accepted(n + 1, n + 1, n + 1)]);

        await using var ask = new NpgsqlCommand("select count(*), sum(generic_plans + custom_plans)::bigint from pg_prepared_statements where statement like '%pc_append%'", connection);
        await using var reader = await ask.ExecuteReaderAsync(Ct);
        (await reader.ReadAsync(Ct)).ShouldBeTrue();
        (reader.GetInt64(0), reader.GetInt64(1)).ShouldBe((1, 3));
    }

    private static PendingAppend Pending(Append append) => new(append);

    private static IEnumerable<string> Streams(List<PendingAppend> batch) => batch.Select(pending => pending.Append.Stream);
}
