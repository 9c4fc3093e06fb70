using Npgsql;
using NpgsqlTypes;

namespace Portcullis.Journal.Postgres;

/// <summary>A batch's columns as pc_append takes them: arrays that are refilled for each batch.</summary>
internal abstract class BatchColumns
{
    private readonly List<System.Collections.IList> columns = [];

    public List<NpgsqlParameter> Parameters { get; } = [];

    public void Clear()
    {
        foreach (var column in columns)
            column.Clear();
    }

    protected List<T> Column<T>(NpgsqlDbType type)
    {
        var values = new List<T>();
        columns.Add(values);
        Parameters.Add(new NpgsqlParameter<List<T>> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });
        return values;
    }
}

/// <summary>One entry per stream of the batch.</summary>
internal sealed class StreamColumns : BatchColumns
{
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly List<string> ids;
    private readonly List<long> from;
    private readonly List<long> to;
    private readonly List<DateTime> firstAt;
    private readonly List<DateTime> lastAt;

    public StreamColumns()
    {
        ids = Column<string>(NpgsqlDbType.Varchar);
        from = Column<long>(NpgsqlDbType.Bigint);
        to = Column<long>(NpgsqlDbType.Bigint);
        firstAt = Column<DateTime>(NpgsqlDbType.TimestampTz);
        lastAt = Column<DateTime>(NpgsqlDbType.TimestampTz);
    }

    public void Begin()
    {
        Clear();
        places.Clear();
    }

    /// <summary>Returns the stream's ordinal, from 1.</summary>
    public int Add(PreparedAppend prepared)
    {
        var append = prepared.Append;
        var at = prepared.At.UtcDateTime;
        if (places.TryGetValue(append.Stream, out var place))
        {
            // No stream is at -1: appends that do not continue each other are judged one by one.
            if (to[place] != append.ExpectedVersion)
                from[place] = -1;
            to[place] = append.ExpectedVersion + prepared.Count;
            lastAt[place] = at;
            return place + 1;
        }

        places.Add(append.Stream, ids.Count);
        ids.Add(append.Stream);
        from.Add(append.ExpectedVersion);
        to.Add(append.ExpectedVersion + prepared.Count);
        firstAt.Add(at);
        lastAt.Add(at);
        return ids.Count;
    }
}

/// <summary>One entry per append of the batch.</summary>
internal sealed class AppendColumns : BatchColumns
{
    private readonly List<int> streams;
    private readonly List<long> expected;
    private readonly List<long> offsets;
    private readonly List<int> counts;
    private readonly List<string?> keys;
    private readonly List<long?> controls;
    private readonly List<int> predecessors;

    public AppendColumns()
    {
        streams = Column<int>(NpgsqlDbType.Integer);
        expected = Column<long>(NpgsqlDbType.Bigint);
        offsets = Column<long>(NpgsqlDbType.Bigint);
        counts = Column<int>(NpgsqlDbType.Integer);
        keys = Column<string?>(NpgsqlDbType.Varchar);
        controls = Column<long?>(NpgsqlDbType.Bigint);
        predecessors = Column<int>(NpgsqlDbType.Integer);
    }

    public void Add(PendingAppend pending, int stream, long offset)
    {
        var prepared = pending.Prepared;
        streams.Add(stream);
        expected.Add(prepared.Append.ExpectedVersion);
        offsets.Add(offset);
        counts.Add(prepared.Count);
        keys.Add(prepared.Append.Key);
        controls.Add(prepared.Append.ControlVersion);
        predecessors.Add(pending.PredecessorOrdinal);
    }
}

/// <summary>One entry per event of the batch.</summary>
internal sealed class EventColumns : BatchColumns
{
    private readonly List<int> appends;
    private readonly List<Guid> ids;
    private readonly List<string> streams;
    private readonly List<long> versions;
    private readonly List<string> types;
    private readonly List<string?> clrTypes;
    private readonly List<DateTime> times;
    private readonly List<ReadOnlyMemory<byte>> bodies;
    private readonly List<string?> headers;

    public EventColumns()
    {
        appends = Column<int>(NpgsqlDbType.Integer);
        ids = Column<Guid>(NpgsqlDbType.Uuid);
        streams = Column<string>(NpgsqlDbType.Varchar);
        versions = Column<long>(NpgsqlDbType.Bigint);
        types = Column<string>(NpgsqlDbType.Varchar);
        clrTypes = Column<string?>(NpgsqlDbType.Varchar);
        times = Column<DateTime>(NpgsqlDbType.TimestampTz);
        bodies = Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Jsonb);
        headers = Column<string?>(NpgsqlDbType.Jsonb);
    }

    public void Add(PreparedAppend prepared, int ordinal)
    {
        var append = prepared.Append;
        var at = prepared.At.UtcDateTime;
        for (var i = 0; i < prepared.Count; i++)
        {
            var data = append.Events[i];
            appends.Add(ordinal);
            ids.Add(prepared.Ids[i]);
            streams.Add(append.Stream);
            versions.Add(append.ExpectedVersion + i + 1);
            types.Add(data.Type);
            clrTypes.Add(data.ClrType);
            times.Add(at);
            bodies.Add(data.Json);
            headers.Add(data.HeadersJson);
        }
    }
}
