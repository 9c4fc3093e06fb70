using System.Collections.Immutable;
using System.Text;

namespace Portcullis.Journal.Postgres;

/// <summary>
/// What the next holder of the outbox lock is told, and how seldom. A mark names every stream that has something under way at its position; whoever
/// reads on from there finds the rest. So an older mark is as safe as a newer one, and so is one that names streams too many: both only give the next
/// holder more to look through. With thousands of streams the names are a quarter of a megabyte that changes with every order: they are written anew no
/// more often than <see cref="Limits.OutboxMarkBytes"/> allow, and the position moves alone meanwhile, as long as no stream has come.
/// </summary>
internal sealed class OutboxWord(TimeProvider time)
{
    private OutboxMark? _written;
    private HashSet<string> _named = [];
    private long _namedAt;
    private TimeSpan _rest;

    /// <summary>A mark as the table has it.</summary>
    public void Read(OutboxMark mark) => Keep(mark, TimeSpan.Zero);

    /// <summary>What of a mark is to be written now; null for nothing.</summary>
    /// <returns>Its streams are default where those that stand there are to stay.</returns>
    public OutboxMark? Due(OutboxMark mark)
    {
        if (_written is not { } written)
            return mark;
        var isSame = written.Streams.SequenceEqual(mark.Streams);
        if (isSame && written.Position == mark.Position)
            return null;
        if (!isSame && time.GetElapsedTime(_namedAt) >= _rest)
            return mark;
        return mark.Position > written.Position && (isSame || mark.Streams.All(_named.Contains)) ? mark with { Streams = default } : null;
    }

    /// <param name="due">What <see cref="Due"/> has said, now that it stands in the table.</param>
    public void Wrote(OutboxMark due)
    {
        if (due.Streams.IsDefault)
            _written = _written! with { Position = due.Position };
        else
            Keep(due, RestAfter(due.Streams));
    }

    private void Keep(OutboxMark mark, TimeSpan rest) =>
        (_written, _named, _namedAt, _rest) = (mark, mark.Streams.ToHashSet(StringComparer.Ordinal), time.GetTimestamp(), rest);

    private static TimeSpan RestAfter(ImmutableArray<string> streams)
    {
        var seconds = (double)streams.Sum(Encoding.UTF8.GetByteCount) / Limits.OutboxMarkBytes;
        // What a beat costs that names few is not worth saving.
        return seconds < 1 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(seconds, Limits.OutboxMarkAge.TotalSeconds));
    }
}
