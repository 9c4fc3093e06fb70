using Portcullis.Testing;

namespace Portcullis.Journal.Tests.Projections;

public sealed class ProjectionTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Several_runners_of_one_projection_apply_each_event_once()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await using var journal = await OpenAsync(database);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(n => journal.AppendAsync(Given.Append("account-a", n * 100L, events: 100), Ct)));

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => journal.Project(new EventsPerStream(1)).CatchUpAsync(Ct)));

        (await Sql.ScalarAsync(database, "select events from events_per_stream_v1.counts where stream = 'account-a'")).ShouldBe(2000L);
    }

    [Fact]
    public async Task A_batch_that_fails_moves_neither_model_nor_progress()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await using var journal = await OpenAsync(database);
        await journal.AppendAsync(Given.Append("account-a", 0, events: 5), Ct);
        var failing = new EventsPerStream(1) { FailAfterWriting = true };

        await Should.ThrowAsync<InvalidOperationException>(() => journal.Project(failing).CatchUpAsync(Ct));
        (await Sql.ScalarAsync(database, "select count(*) from events_per_stream_v1.counts")).ShouldBe(0L);
        failing.FailAfterWriting = false;
        (await journal.Project(failing).CatchUpAsync(Ct)).ShouldBe(5);
        (await Sql.ScalarAsync(database, "select events from events_per_stream_v1.counts")).ShouldBe(5L);
    }

    [Fact]
    public async Task A_new_version_is_built_beside_the_old_one_and_a_reset_builds_from_zero()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await using var journal = await OpenAsync(database);
        await journal.AppendAsync(Given.Append("account-a", 0, events: 5), Ct);
        await journal.Project(new EventsPerStream(1)).CatchUpAsync(Ct);
        await Sql.ExecuteAsync(database, "update events_per_stream_v1.counts set events = 99");

        await journal.Project(new EventsPerStream(2)).CatchUpAsync(Ct);
        (await Sql.ScalarAsync(database, "select events from events_per_stream_v2.counts")).ShouldBe(5L);
        (await Sql.ScalarAsync(database, "select events from events_per_stream_v1.counts")).ShouldBe(99L);

        await journal.Project(new EventsPerStream(1)).ResetAsync(Ct);
        await journal.Project(new EventsPerStream(1)).CatchUpAsync(Ct);
        (await Sql.ScalarAsync(database, "select events from events_per_stream_v1.counts")).ShouldBe(5L);
        (await journal.VerifyAsync(new VerifyRequest(), null, Ct)).Valid.ShouldBeTrue();
    }

    private static Task<PostgresJournal> OpenAsync(string database) =>
        PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = database }, TimeProvider.System, ct: Ct);
}
