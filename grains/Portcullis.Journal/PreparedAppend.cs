using System.Text;
using System.Text.Json;
using Portcullis.Journal.Integrity;

namespace Portcullis.Journal;

/// <summary>An append that has been checked against every limit, with its events' ids and leaves: what remains to be asked is the store.</summary>
internal sealed class PreparedAppend
{
    private PreparedAppend(Append append, DateTimeOffset at, Guid[] ids, byte[] leaves, int bytes)
    {
        Append = append;
        At = at;
        Ids = ids;
        Leaves = leaves;
        Bytes = bytes;
    }

    public Append Append { get; }

    public DateTimeOffset At { get; }

    public Guid[] Ids { get; }

    /// <summary>The leaves of all events, one after the other.</summary>
    public byte[] Leaves { get; }

    public int Bytes { get; }

    public int Count => Ids.Length;

    /// <exception cref="ArgumentException">The append breaks a limit or holds something that PostgreSQL would not keep.</exception>
    public static PreparedAppend From(Append append)
    {
        ArgumentNullException.ThrowIfNull(append);
        CheckText(append.Stream, Limits.StreamNameLength, "The stream's name");
        ArgumentOutOfRangeException.ThrowIfNegative(append.ExpectedVersion, nameof(append));
        if (append.Key is not null)
            CheckText(append.Key, Limits.KeyLength, "The key");
        if (append.Events.IsDefaultOrEmpty || append.Events.Length > Limits.AppendEvents)
            throw new ArgumentException($"An append holds 1 to {Limits.AppendEvents} events.", nameof(append));

        var at = Microseconds.Floor(append.At);
        var ids = new Guid[append.Events.Length];
        var leaves = new byte[append.Events.Length * EventLeaf.Size];
        var bytes = 0;
        for (var i = 0; i < ids.Length; i++)
        {
            var data = append.Events[i];
            ids[i] = Guid.CreateVersion7(at);
            bytes += Check(data);
            Hash(append, i, at, ids[i], leaves.AsSpan(i * EventLeaf.Size, EventLeaf.Size));
        }

        return new PreparedAppend(append, at, ids, leaves, bytes);
    }

    private static void Hash(Append append, int index, DateTimeOffset at, Guid id, Span<byte> leaf)
    {
        var data = append.Events[index];
        try
        {
            EventLeaf.Hash(
                id, append.Stream, append.ExpectedVersion + index + 1, data.Type, data.ClrType, at, data.HeadersJson, data.Json.Span,
                index == 0 ? append.Key : null, leaf);
        }
        catch (JsonException malformed)
        {
            throw new ArgumentException($"Event {index} ({data.Type}) of {append.Stream} can't be kept: {malformed.Message}", nameof(append), malformed);
        }
    }

    private static int Check(EventData data)
    {
        CheckText(data.Type, Limits.TypeLength, "The event's type");
        if (data.ClrType is not null)
            CheckText(data.ClrType, Limits.TypeLength, "The event's CLR type");
        if (data.Json.Length is 0 or > Limits.EventBytes)
            throw new ArgumentException($"The body of {data.Type} has {data.Json.Length} bytes; 1 to {Limits.EventBytes} are taken.", nameof(data));

        var headers = data.HeadersJson is null ? 0 : Encoding.UTF8.GetByteCount(data.HeadersJson);
        if (headers > Limits.HeaderBytes)
            throw new ArgumentException($"The headers of {data.Type} have {headers} bytes; at most {Limits.HeaderBytes} are taken.", nameof(data));
        return data.Json.Length + headers;
    }

    private static void CheckText(string text, int limit, string what)
    {
        if (string.IsNullOrEmpty(text) || text.Length > limit || text.Contains('\0'))
            throw new ArgumentException($"{what} must have 1 to {limit} characters and no NUL: '{text}'.", nameof(text));
    }
}
