using Portcullis.Journal.Driver;
using Portcullis.Testing;

namespace Portcullis.Journal.Tests.Projections;

public sealed class FrozenStepTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_that_stands_still_in_a_step_is_overtaken_and_applies_nothing_twice_when_it_goes_on()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await using var journal = await PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = database }, TimeProvider.System, ct: Ct);
        await journal.AppendAsync(Given.Append("account-a", 0, events: 60), Ct);
        await journal.AppendAsync(Given.Append("account-b", 0, events: 40), Ct);
        await using var frozen = DriverProcess.Start("project", database, "300");
        (await frozen.LineAsync()).ShouldBe("holding 1 to 100");
        frozen.Freeze();

        // It waits for the lock of the one that stands still, until the server has ended that one's session.
        var other = journal.Project(new Sums());
        (await other.CatchUpAsync(Ct)).ShouldBe(100);
        await journal.AppendAsync(Given.Append("account-a", 60, events: 10), Ct);
        (await other.CatchUpAsync(Ct)).ShouldBe(110);
        await ShouldHoldEachEventOnceAsync(journal, database);

        frozen.Thaw();
        await frozen.SayAsync("go on with what you held");
        await journal.AppendAsync(Given.Append("account-b", 40, events: 5), Ct);
        (await frozen.LineAsync()).ShouldBe("holding 111 to 115");
        await frozen.SayAsync("go on");
        await Wait.UntilAsync(async () => (await journal.Models.ListAsync(ct: Ct))[0].Position == 115, Ct);

        await ShouldHoldEachEventOnceAsync(journal, database);
        var build = (await journal.Models.ListAsync(ct: Ct)).ShouldHaveSingleItem();
        (build.Fault, build.Aside).ShouldBe((null, 0));
        (await frozen.LeaveAsync()).ShouldBe(0);
    }

    private static async Task ShouldHoldEachEventOnceAsync(PostgresJournal journal, string database)
    {
        var events = await journal.ReadAllAsync(ct: Ct).ToListAsync(Ct);
        var streams = events.GroupBy(stored => stored.Stream).OrderBy(stream => stream.Key, StringComparer.Ordinal);
        (await Sql.ScalarAsync(database, "select string_agg(format('%s %s %s', stream, events, positions), ', ' order by stream) from sums_v1.sums"))
            .ShouldBe(string.Join(", ", streams.Select(stream => FormattableString.Invariant($"{stream.Key} {stream.Count()} {stream.Sum(stored => stored.Position)}"))));
    }
}
