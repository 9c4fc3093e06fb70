using Npgsql;
using Portcullis.Journal;
using Portcullis.Journal.Projections;
using Portcullis.Testing;

namespace Portcullis.Reports.Tests;

public sealed class The_tables_hold_the_fold(PostgresFixture postgres)
{
    private const int Seed = 20261121;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(200)]
    public async Task In_whatever_batches_events_come(int largest)
    {
        var chance = new Random(Seed + largest);
        await using var journal = await OpenAsync(await postgres.CreateDatabaseAsync(Ct));
        await RecordedHistory.WriteAsync(journal, chance, rounds: largest == 1 ? 1 : 2, Ct, steps: largest == 1 ? 30 : 80);
        await using var source = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync(Ct));
        await using var connection = await source.OpenConnectionAsync(Ct);
        await using (var schema = new NpgsqlCommand("create schema model", connection)) await schema.ExecuteNonQueryAsync(Ct);
        await ReportsModel.Current.CreateAsync(connection, "model", Ct);

        var waiting = await journal.ReadAllAsync(ct: Ct).ToListAsync(Ct);
        while (waiting.Count > 0)
        {
            var batch = waiting.Take(1 + chance.Next(largest)).ToList();
            await ReportsModel.Current.ApplyAsync(connection, "model", batch, Ct);
            waiting.RemoveRange(0, batch.Count);
        }

        (await StoredRows.OfAsync(connection, "model", Ct)).ShouldBe(StoredRows.Of(await RecordedHistory.FoldAsync(journal, Ct)));
    }

    [Fact]
    public async Task Built_by_several_nodes_and_built_again_beside_while_events_come()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await using var journal = await OpenAsync(database);
        await using var other = await OpenAsync(database);
        var writing = RecordedHistory.WriteAsync(journal, new Random(Seed), rounds: 5, Ct);

        await Task.WhenAll(journal.Project(ReportsModel.Current).CatchUpAsync(Ct), other.Project(ReportsModel.Current).CatchUpAsync(Ct));
        (await journal.Models.RebuildAsync(ReportsModel.Current, Ct)).ShouldBe(2);
        await Task.WhenAll(writing, journal.Project(ReportsModel.Current).CatchUpAsync(Ct), other.Project(ReportsModel.Current).CatchUpAsync(Ct));
        var head = await journal.Project(ReportsModel.Current).CatchUpAsync(Ct);

        head.ShouldBe(await journal.HeadAsync(Ct));
        var read = await journal.Models.ReadAsync(
            ReportsModel.Current, async (connection, schema, ct) => (schema, Rows: await StoredRows.OfAsync(connection, schema, ct)), Ct);
        (read.Value.schema, read.Position).ShouldBe(("reports_v1_b2", head));
        read.Value.Rows.ShouldBe(StoredRows.Of(await RecordedHistory.FoldAsync(journal, Ct)));
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_stops_the_model_before_it_and_says_which()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await using var journal = await OpenAsync(database);
        await RecordedHistory.WriteAsync(journal, new Random(Seed), rounds: 1, Ct);
        var good = await journal.HeadAsync(Ct);
        var before = StoredRows.Of(await RecordedHistory.FoldAsync(journal, Ct));
        await journal.AppendAsync(new Append("account-z", 0, [new EventData("order_decided", """{"verdict":"Perhaps"}"""u8.ToArray())], DateTimeOffset.UnixEpoch), Ct);

        var poison = await Should.ThrowAsync<PoisonEventException>(() => journal.Project(ReportsModel.Current).CatchUpAsync(Ct));

        poison.Position.ShouldBe(good + 1);
        poison.Message.ShouldContain($"Event {good + 1} (order_decided, account-z version 1)");
        var build = (await journal.Models.ListAsync(ct: Ct)).ShouldHaveSingleItem();
        (build.Position, build.Fault).ShouldBe((good, poison.Message));
        await using var source = NpgsqlDataSource.Create(database);
        await using var connection = await source.OpenConnectionAsync(Ct);
        (await StoredRows.OfAsync(connection, build.Schema, Ct)).ShouldBe(before);
    }

    private static Task<PostgresJournal> OpenAsync(string database) =>
        PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = database }, TimeProvider.System, ct: Ct);
}
