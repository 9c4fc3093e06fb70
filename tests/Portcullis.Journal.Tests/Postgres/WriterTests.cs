using Npgsql;
using Portcullis.Journal.Postgres;
using Portcullis.Testing;

namespace Portcullis.Journal.Tests.Postgres;

/// <summary>What the writer holds to between the caller and the database: bounds in front, one prepared statement behind.</summary>
public sealed class WriterTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void The_queue_is_bounded_in_bytes_too_and_takes_again_what_the_writer_has_made_room_for()
    {
        var queue = new AppendQueue(Limits.QueuedAppends);
        var megabyte = "\"" + new string('x', Limits.EventBytes - 2) + "\"";
        for (var n = 0; n < Limits.QueuedBytes / Limits.EventBytes; n++)
            queue.Add(Pending($"account-{n}"));

        var refusal = Should.Throw<JournalUnavailableException>(() => queue.Add(Pending("one-too-many")));
        (refusal.OutcomeUnknown, refusal.RetryAfter > TimeSpan.Zero).ShouldBe((false, true));

        var batch = new List<PendingAppend>();
        queue.Take(batch);
        batch.Count.ShouldBe(Limits.BatchBytes / Limits.EventBytes);
        queue.Add(Pending("again"));

        PendingAppend Pending(string stream) => new(PreparedAppend.From(new Append(stream, 0, Given.Body(megabyte), Given.Noon)));
    }

    [Fact]
    public void A_batch_holds_at_most_its_events_and_one_larger_append_goes_alone()
    {
        var queue = new AppendQueue(Limits.QueuedAppends);
        var batch = new List<PendingAppend>();
        for (var n = 0; n < 3; n++)
            queue.Add(new PendingAppend(PreparedAppend.From(Given.Append("account-a", n * Limits.AppendEvents, Limits.AppendEvents))));

        queue.Take(batch);
        batch.Sum(pending => pending.Prepared.Count).ShouldBe(Limits.BatchEvents);
        queue.Take(batch);
        batch.ShouldHaveSingleItem();
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
            (await statement.CommitAsync([new PendingAppend(PreparedAppend.From(Given.Append("account-a", n)))])).ShouldBe([new AppendResult.Accepted(n + 1, n + 1, n + 1)]);

        await using var ask = new NpgsqlCommand("select count(*), sum(generic_plans + custom_plans)::bigint from pg_prepared_statements where statement like '%pc_append%'", connection);
        await using var reader = await ask.ExecuteReaderAsync(Ct);
        (await reader.ReadAsync(Ct)).ShouldBeTrue();
        (reader.GetInt64(0), reader.GetInt64(1)).ShouldBe((1, 3));
    }
}
