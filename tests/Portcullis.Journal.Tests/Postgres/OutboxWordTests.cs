using Portcullis.Journal.Postgres;

namespace Portcullis.Journal.Tests.Postgres;

/// <summary>Whatever is written and left out: who begins at the mark that stands there finds every stream that has something under way.</summary>
public sealed class OutboxWordTests
{
    private const int Seed = 20261121;

    [Theory]
    [InlineData(20, 4)]
    [InlineData(400, 200)]
    [InlineData(4_000, 3_000)]
    public void No_stream_with_something_under_way_is_ever_lost_and_the_names_written_stay_within_their_budget(int streams, int open)
    {
        const int beats = 600;
        var chance = new Random(Seed + streams);
        var clock = new Clock();
        var word = new OutboxWord(clock);
        var (underWay, intents, position) = (new HashSet<string>(), new Dictionary<string, long>(), 0L);
        var table = new OutboxMark(0, []);
        word.Read(table);
        var bytes = 0L;
        for (var beat = 0; beat < beats; beat++)
        {
            for (var steps = chance.Next(50); steps > 0; steps--)
            {
                var stream = $"account-{chance.Next(streams):000000}";
                if (underWay.Count > open && underWay.Remove(stream)) continue;
                underWay.Add(stream);
                intents[stream] = ++position;
            }

            var mark = new OutboxMark(position, [.. underWay.Order(StringComparer.Ordinal)]);
            if (word.Due(mark) is { } due)
            {
                bytes += due.Streams.IsDefault ? 0 : due.Streams.Sum(name => name.Length);
                table = due.Streams.IsDefault ? table with { Position = due.Position } : due;
                word.Wrote(due);
            }

            underWay.ShouldAllBe(stream => table.Streams.Contains(stream) || intents[stream] > table.Position);
            clock.Now += TimeSpan.FromSeconds(1);
        }

        bytes.ShouldBeLessThanOrEqualTo(((long)beats + 1) * Limits.OutboxMarkBytes);
    }

    [Fact]
    public void Few_names_are_written_with_every_change_and_many_again_when_their_time_has_come()
    {
        var clock = new Clock();
        var word = new OutboxWord(clock);
        word.Read(new OutboxMark(0, []));
        OutboxMark few = new(1, ["a"]), fewer = new(2, []);
        foreach (var mark in (OutboxMark[])[few, fewer])
        {
            word.Due(mark).ShouldBe(mark);
            word.Wrote(mark);
            word.Due(mark).ShouldBeNull();
        }

        var many = new OutboxMark(3, [.. Enumerable.Range(0, 1_000_000).Select(n => $"account-{n:000000}")]);
        word.Due(many).ShouldBe(many);
        word.Wrote(many);
        var more = new OutboxMark(4, many.Streams.Add("account-x"));
        word.Due(more).ShouldBeNull();
        clock.Now += Limits.OutboxMarkAge - TimeSpan.FromSeconds(1);
        word.Due(more).ShouldBeNull();
        clock.Now += TimeSpan.FromSeconds(1);
        word.Due(more).ShouldBe(more);
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
