using Npgsql;
using NpgsqlTypes;

namespace Portcullis.Journal.Postgres;

/// <summary>A batch's columns as pc_append takes them: arrays that are refilled for each batch.</summary>
internal abstract class BatchColumns
{
    private readonly List<Action> _clearing = [];

    public List<NpgsqlParameter> Parameters { get; } = [];

    public void Clear()
    {
        foreach (var clear in _clearing)
            clear();
    }

    protected List<T> Column<T>(NpgsqlDbType type)
    {
        var values = new List<T>();
        _clearing.Add(values.Clear);
        Parameters.Add(new NpgsqlParameter<List<T>> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });
        return values;
    }

    protected SparseColumn<T> Sparse<T>(NpgsqlDbType type)
    {
        var column = new SparseColumn<T>(type);
        _clearing.Add(column.Clear);
        Parameters.Add(column.Parameter);
        return column;
    }
}

/// <summary>One entry per stream of the batch.</summary>
internal sealed class StreamColumns : BatchColumns
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<string> _ids;
    private readonly List<long> _from;
    private readonly List<long> _to;
    private readonly List<DateTime> _firstAt;
    private readonly List<DateTime> _lastAt;

    public StreamColumns()
    {
        _ids = Column<string>(NpgsqlDbType.Varchar);
        _from = Column<long>(NpgsqlDbType.Bigint);
        _to = Column<long>(NpgsqlDbType.Bigint);
        _firstAt = Column<DateTime>(NpgsqlDbType.TimestampTz);
        _lastAt = Column<DateTime>(NpgsqlDbType.TimestampTz);
    }

    public void Begin()
    {
        Clear();
        _places.Clear();
    }

    /// <summary>Returns the stream's ordinal, from 1.</summary>
    public int Add(PreparedAppend prepared)
    {
        var append = prepared.Append;
        var at = prepared.At.UtcDateTime;
        if (_places.TryGetValue(append.Stream, out var place))
        {
            // No stream is at -1: appends that do not continue each other are judged one by one.
            if (_to[place] != append.ExpectedVersion)
                _from[place] = -1;
            _to[place] = append.ExpectedVersion + prepared.Count;
            _lastAt[place] = at;
            return place + 1;
        }

        _places.Add(append.Stream, _ids.Count);
        _ids.Add(append.Stream);
        _from.Add(append.ExpectedVersion);
        _to.Add(append.ExpectedVersion + prepared.Count);
        _firstAt.Add(at);
        _lastAt.Add(at);
        return _ids.Count;
    }
}

/// <summary>One entry per append of the batch.</summary>
internal sealed class AppendColumns : BatchColumns
{
    private readonly List<int> _streams;
    private readonly List<long> _expected;
    private readonly List<long> _offsets;
    private readonly List<int> _counts;
    private readonly SparseColumn<string?> _keys;
    private readonly SparseColumn<long?> _controls;
    private readonly List<int> _predecessors;

    public AppendColumns()
    {
        _streams = Column<int>(NpgsqlDbType.Integer);
        _expected = Column<long>(NpgsqlDbType.Bigint);
        _offsets = Column<long>(NpgsqlDbType.Bigint);
        _counts = Column<int>(NpgsqlDbType.Integer);
        _keys = Sparse<string?>(NpgsqlDbType.Varchar);
        _controls = Sparse<long?>(NpgsqlDbType.Bigint);
        _predecessors = Column<int>(NpgsqlDbType.Integer);
    }

    public void Add(PendingAppend pending, int stream, long offset)
    {
        var prepared = pending.Prepared;
        _streams.Add(stream);
        _expected.Add(prepared.Append.ExpectedVersion);
        _offsets.Add(offset);
        _counts.Add(prepared.Count);
        _keys.Add(prepared.Append.Key);
        _controls.Add(prepared.Append.ControlVersion);
        _predecessors.Add(pending.PredecessorOrdinal);
    }
}

/// <summary>One entry per event of the batch.</summary>
internal sealed class EventColumns : BatchColumns
{
    private readonly List<int> _appends;
    private readonly List<Guid> _ids;
    private readonly List<string> _streams;
    private readonly List<long> _versions;
    private readonly List<string> _types;
    private readonly List<string?> _clrTypes;
    private readonly List<DateTime> _times;
    private readonly List<ReadOnlyMemory<byte>> _bodies;
    private readonly List<string?> _headers;

    public EventColumns()
    {
        _appends = Column<int>(NpgsqlDbType.Integer);
        _ids = Column<Guid>(NpgsqlDbType.Uuid);
        _streams = Column<string>(NpgsqlDbType.Varchar);
        _versions = Column<long>(NpgsqlDbType.Bigint);
        _types = Column<string>(NpgsqlDbType.Varchar);
        _clrTypes = Column<string?>(NpgsqlDbType.Varchar);
        _times = Column<DateTime>(NpgsqlDbType.TimestampTz);
        _bodies = Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Jsonb);
        _headers = Column<string?>(NpgsqlDbType.Jsonb);
    }

    public void Add(PreparedAppend prepared, int ordinal)
    {
        var append = prepared.Append;
        var at = prepared.At.UtcDateTime;
        for (var i = 0; i < prepared.Count; i++)
        {
            var data = append.Events[i];
            _appends.Add(ordinal);
            _ids.Add(prepared.Ids[i]);
            _streams.Add(append.Stream);
            _versions.Add(append.ExpectedVersion + i + 1);
            _types.Add(data.Type);
            _clrTypes.Add(data.ClrType);
            _times.Add(at);
            _bodies.Add(data.Json);
            _headers.Add(data.HeadersJson);
        }
    }
}
