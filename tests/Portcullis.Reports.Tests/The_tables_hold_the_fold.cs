using System.Text;
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
    public async Task An_event_that_cannot_be_read_stands_aside_and_the_reports_hold_all_others()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await using var journal = await OpenAsync(database);
        string[] unreadable =
        [
            """{"verdict":"Perhaps"}""", "[]", "null", """{"request":null,"violations":null,"orderId":"z-1"}""",
            $$"""{"orderId":"{{new string('x', 10_000)}}","origin":"Flatten"}""",
        ];
        await RecordedHistory.WriteAsync(journal, new Random(Seed), rounds: 1, Ct);
        foreach (var (body, at) in unreadable.Select((body, at) => (body, at)))
            await journal.AppendAsync(new Append("account-z", at, [new EventData("order_decided", Encoding.UTF8.GetBytes(body))], DateTimeOffset.UnixEpoch), Ct);
        await RecordedHistory.WriteAsync(journal, new Random(Seed + 1), rounds: 1, Ct, prefix: "later-");

        var head = await journal.Project(ReportsModel.Current).CatchUpAsync(Ct);

        head.ShouldBe(await journal.HeadAsync(Ct));
        var build = (await journal.Models.ListAsync(ct: Ct)).ShouldHaveSingleItem();
        (await journal.Models.AsideAsync(build, Ct)).Select(aside => (aside.Stream, aside.Version)).ShouldBe(unreadable.Select((_, at) => ("account-z", at + 1L)));
        await using var source = NpgsqlDataSource.Create(database);
        await using var connection = await source.OpenConnectionAsync(Ct);
        (await StoredRows.OfAsync(connection, build.Schema, Ct)).ShouldBe(StoredRows.Of(await RecordedHistory.FoldAsync(journal, Ct, except: "account-z")));
    }

    private static Task<PostgresJournal> OpenAsync(string database) =>
        PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = database }, TimeProvider.System, ct: Ct);
}
