using Npgsql;
using NpgsqlTypes;

namespace Portcullis.Journal.Postgres;

/// <summary>The prepared call of pc_append with its column arrays, refilled for each batch.</summary>
internal sealed class AppendStatement : IAsyncDisposable
{
    private readonly NpgsqlCommand command;
    private readonly NpgsqlParameter<byte[]> leaves;
    private readonly List<string> streams = [];
    private readonly List<long> expected = [];
    private readonly List<int> counts = [];
    private readonly List<string?> keys = [];
    private readonly List<long?> controls = [];
    private readonly List<DateTime> times = [];
    private readonly List<int> ordinals = [];
    private readonly List<Guid> ids = [];
    private readonly List<string> eventStreams = [];
    private readonly List<long> versions = [];
    private readonly List<string> types = [];
    private readonly List<string?> clrTypes = [];
    private readonly List<DateTime> eventTimes = [];
    private readonly List<ReadOnlyMemory<byte>> bodies = [];
    private readonly List<string?> headers = [];

    public AppendStatement(NpgsqlConnection connection, Queries queries, SchemaName schema, string node, TimeSpan timeout)
    {
        leaves = new NpgsqlParameter<byte[]> { NpgsqlDbType = NpgsqlDbType.Bytea };
        command = new NpgsqlCommand(queries.Append, connection)
        {
            CommandTimeout = (int)Math.Ceiling(timeout.TotalSeconds),
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = node, NpgsqlDbType = NpgsqlDbType.Varchar },
                new NpgsqlParameter<long> { TypedValue = schema.AppendLock },
                Column(streams, NpgsqlDbType.Varchar),
                Column(expected, NpgsqlDbType.Bigint),
                Column(counts, NpgsqlDbType.Integer),
                Column(keys, NpgsqlDbType.Varchar),
                Column(controls, NpgsqlDbType.Bigint),
                Column(times, NpgsqlDbType.TimestampTz),
                Column(ordinals, NpgsqlDbType.Integer),
                Column(ids, NpgsqlDbType.Uuid),
                Column(eventStreams, NpgsqlDbType.Varchar),
                Column(versions, NpgsqlDbType.Bigint),
                Column(types, NpgsqlDbType.Varchar),
                Column(clrTypes, NpgsqlDbType.Varchar),
                Column(eventTimes, NpgsqlDbType.TimestampTz),
                Column(bodies, NpgsqlDbType.Jsonb),
                Column(headers, NpgsqlDbType.Jsonb),
                leaves,
            },
        };
    }

    public Task PrepareAsync(CancellationToken ct) => command.PrepareAsync(ct);

    /// <summary>Commits the batch and returns what became of each append, in order.</summary>
    public async Task<List<AppendResult>> CommitAsync(IReadOnlyList<PendingAppend> batch)
    {
        Fill(batch);
        var results = new List<AppendResult>(batch.Count);
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
        while (await reader.ReadAsync(CancellationToken.None))
            results.Add(Result(reader.GetChar(0), reader.GetInt64(1), batch[results.Count].Append));
        return results;
    }

    public ValueTask DisposeAsync() => command.DisposeAsync();

    private static AppendResult Result(char verdict, long place, Append append) => verdict switch
    {
        'a' => new AppendResult.Accepted(place, place + append.Events.Length - 1, append.ExpectedVersion + append.Events.Length),
        'k' => new AppendResult.KeyTaken(place),
        'v' => new AppendResult.VersionConflict(place),
        'c' => new AppendResult.ControlMoved(place),
        _ => throw new InvalidOperationException($"pc_append answered with the verdict '{verdict}'."),
    };

    private static NpgsqlParameter<List<T>> Column<T>(List<T> values, NpgsqlDbType type) => new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };

    private void Fill(IReadOnlyList<PendingAppend> batch)
    {
        Clear();
        for (var n = 0; n < batch.Count; n++)
            Add(batch[n].Prepared, n + 1);

        leaves.TypedValue = batch.Count == 1 ? batch[0].Prepared.Leaves : [.. batch.SelectMany(append => append.Prepared.Leaves)];
    }

    private void Add(PreparedAppend prepared, int ordinal)
    {
        var append = prepared.Append;
        var at = prepared.At.UtcDateTime;
        streams.Add(append.Stream);
        expected.Add(append.ExpectedVersion);
        counts.Add(prepared.Count);
        keys.Add(append.Key);
        controls.Add(append.ControlVersion);
        times.Add(at);
        for (var i = 0; i < prepared.Count; i++)
        {
            var data = append.Events[i];
            ordinals.Add(ordinal);
            ids.Add(prepared.Ids[i]);
            eventStreams.Add(append.Stream);
            versions.Add(append.ExpectedVersion + i + 1);
            types.Add(data.Type);
            clrTypes.Add(data.ClrType);
            eventTimes.Add(at);
            bodies.Add(data.Json);
            headers.Add(data.HeadersJson);
        }
    }

    private void Clear()
    {
        streams.Clear();
        expected.Clear();
        counts.Clear();
        keys.Clear();
        controls.Clear();
        times.Clear();
        ordinals.Clear();
        ids.Clear();
        eventStreams.Clear();
        versions.Clear();
        types.Clear();
        clrTypes.Clear();
        eventTimes.Clear();
        bodies.Clear();
        headers.Clear();
    }
}
