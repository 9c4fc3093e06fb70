namespace Portcullis.Bots.Replay;

/// <summary>What happens up to a point at which somebody wants to act.</summary>
/// <param name="Events">In order; none where nothing happened.</param>
/// <param name="Until">Where the clock stands afterwards.</param>
/// <param name="IsStop">False where a batch was cut only because it was full.</param>
public sealed record ReplayBatch(IReadOnlyList<ReplayEvent> Events, DateTimeOffset Until, bool IsStop);

/// <summary>Cuts a stream into batches that end with each minute in which something happens, and at stops asked for.</summary>
public static class ReplayBatches
{
    /// <param name="events">In time order.</param>
    /// <param name="stops">Instants to stop at, between the first event and the last.</param>
    /// <param name="most">Events in a batch at most; a fuller minute takes several.</param>
    public static IEnumerable<ReplayBatch> Cut(IEnumerable<ReplayEvent> events, IEnumerable<DateTimeOffset> stops, int most)
    {
        var waiting = new Queue<DateTimeOffset>(stops.Order().Distinct());
        var batch = new List<ReplayEvent>();
        var until = DateTimeOffset.MinValue;
        foreach (var next in events)
        {
            if (until == DateTimeOffset.MinValue)
            {
                while (waiting.TryPeek(out var past) && past < next.At)
                    waiting.Dequeue();
            }

            while (next.At > until)
            {
                if (until != DateTimeOffset.MinValue)
                    yield return new ReplayBatch(batch, until, true);
                batch = [];
                until = NextStop(next.At, waiting);
            }

            if (batch.Count == most)
            {
                yield return new ReplayBatch(batch, batch[^1].At, false);
                batch = [];
            }

            batch.Add(next);
        }

        if (batch.Count > 0)
            yield return new ReplayBatch(batch, until, true);
    }

    private static DateTimeOffset NextStop(DateTimeOffset at, Queue<DateTimeOffset> waiting)
    {
        var minute = MinuteEnd(at);
        if (!waiting.TryPeek(out var stop) || stop > minute)
            return minute;
        return waiting.Dequeue();
    }

    private static DateTimeOffset MinuteEnd(DateTimeOffset at)
    {
        var over = at.Ticks % TimeSpan.TicksPerMinute;
        return over == 0 ? at : at.AddTicks(TimeSpan.TicksPerMinute - over);
    }
}
