using Portcullis.Journal.Postgres;
using Portcullis.Testing;

namespace Portcullis.Journal.Tests.Postgres;

public sealed class FollowingTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_follower_is_told_the_places_of_its_own_node_and_of_others_in_one_order()
    {
        const int Streams = 8;
        const int Appends = 40;
        var options = new PostgresJournalOptions { ConnectionString = await postgres.CreateDatabaseAsync(Ct) };
        await using var here = await PostgresJournal.OpenAsync(options, TimeProvider.System, ct: Ct);
        await using var there = await PostgresJournal.OpenAsync(options, TimeProvider.System, ct: Ct);
        var events = 2 * Streams * Appends * 2;
        var followed = here.FollowAsync(0, Ct).Take(events).ToListAsync(Ct).AsTask();

        await Task.WhenAll(Enumerable.Range(0, Streams).SelectMany(n => (Task[])[WriteAsync(here, $"here-{n}"), WriteAsync(there, $"there-{n}")]));

        var recorded = await here.ReadAllAsync(0, Ct).Select(stored => new EventPlace(stored.Position, stored.Stream, stored.Version)).ToListAsync(Ct);
        recorded.Count.ShouldBe(events);
        (await followed).ShouldBe(recorded);

        static async Task WriteAsync(PostgresJournal journal, string stream)
        {
            for (var n = 0; n < Appends; n++)
                (await journal.AppendAsync(Given.Append(stream, n * 2, events: 2), Ct)).ShouldBeOfType<AppendResult.Accepted>();
        }
    }

    [Fact]
    public void Own_places_are_told_up_to_the_first_that_is_not_ours_or_is_forgotten()
    {
        var places = new OwnPlaces(4);
        places.After(0).ShouldBeEmpty();
        places.Add("a", 2, new AppendResult.Accepted(1, 2, 7));
        places.Add("c", 1, new AppendResult.Accepted(4, 4, 1));

        places.After(0).ShouldBe([new EventPlace(1, "a", 6), new EventPlace(2, "a", 7)]);
        places.After(1).ShouldBe([new EventPlace(2, "a", 7)]);
        places.After(2).ShouldBeEmpty();
        places.After(3).ShouldBe([new EventPlace(4, "c", 1)]);

        places.Add("b", 2, new AppendResult.Accepted(5, 6, 2));
        places.After(0).ShouldBeEmpty();
        places.After(3).ShouldBe([new EventPlace(4, "c", 1), new EventPlace(5, "b", 1), new EventPlace(6, "b", 2)]);

        places.Forget();
        places.After(3).ShouldBeEmpty();
    }
}
