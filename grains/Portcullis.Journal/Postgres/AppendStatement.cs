using Npgsql;
using NpgsqlTypes;
using Portcullis.Journal.Integrity;

namespace Portcullis.Journal.Postgres;

/// <summary>The prepared call of pc_append.</summary>
internal sealed class AppendStatement : IAsyncDisposable
{
    private readonly NpgsqlCommand _command;
    private readonly NpgsqlParameter<byte[]> _leaves;
    private readonly StreamColumns _streams = new();
    private readonly AppendColumns _appends = new();
    private readonly EventColumns _events = new();

    /// <param name="sql"><see cref="Queries.Append"/>, or a statement around it.</param>
    public AppendStatement(NpgsqlConnection connection, string sql, SchemaName schema, string node, TimeSpan timeout)
    {
        _command = new NpgsqlCommand(sql, connection) { CommandTimeout = (int)Math.Ceiling(timeout.TotalSeconds) };
        _leaves = new NpgsqlParameter<byte[]> { NpgsqlDbType = NpgsqlDbType.Bytea };
        _command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = node, NpgsqlDbType = NpgsqlDbType.Varchar });
        _command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = schema.AppendLock });
        foreach (var column in (NpgsqlParameter[])[.. _streams.Parameters, .. _appends.Parameters, .. _events.Parameters, _leaves])
            _command.Parameters.Add(column);
    }

    public Task PrepareAsync(CancellationToken ct) => _command.PrepareAsync(ct);

    /// <summary>Commits the batch and returns what became of each append, in order.</summary>
    public async Task<AppendResult[]> CommitAsync(IReadOnlyList<PendingAppend> batch)
    {
        Fill(batch);
        var verdicts = new (char Verdict, long Place)[batch.Count];
        await using (var reader = await _command.ExecuteReaderAsync(CancellationToken.None))
        {
            for (var n = 0; await reader.ReadAsync(CancellationToken.None); n++)
                verdicts[n] = (reader.GetChar(0), reader.GetInt64(1));
        }

        return Results(batch, verdicts);
    }

    public ValueTask DisposeAsync() => _command.DisposeAsync();

    private static AppendResult[] Results(IReadOnlyList<PendingAppend> batch, (char Verdict, long Place)[] verdicts)
    {
        var results = new AppendResult[batch.Count];
        var allAccepted = verdicts[0].Verdict == 'A';
        var next = verdicts[0].Place;
        for (var n = 0; n < results.Length; n++)
        {
            results[n] = allAccepted ? Accepted(next, batch[n].Append) : Result(verdicts[n].Verdict, verdicts[n].Place, batch[n].Append);
            next += batch[n].Prepared.Count;
        }

        return results;
    }

    private static AppendResult Result(char verdict, long place, Append append) => verdict switch
    {
        'a' => Accepted(place, append),
        'k' => new AppendResult.KeyTaken(place),
        'v' => new AppendResult.VersionConflict(place),
        'c' => new AppendResult.ControlMoved(place),
        _ => throw new InvalidOperationException($"pc_append answered with the verdict '{verdict}'."),
    };

    private static AppendResult.Accepted Accepted(long first, Append append) =>
        new(first, first + append.Events.Length - 1, append.ExpectedVersion + append.Events.Length);

    private void Fill(IReadOnlyList<PendingAppend> batch)
    {
        _streams.Begin();
        _appends.Clear();
        _events.Clear();
        var count = 0;
        for (var n = 0; n < batch.Count; n++)
        {
            var prepared = batch[n].Prepared;
            batch[n].Ordinal = n + 1;
            _appends.Add(batch[n], _streams.Add(prepared), count);
            _events.Add(prepared, ordinal: n + 1);
            count += prepared.Count;
        }

        _leaves.TypedValue = Leaves(batch, count);
    }

    private static byte[] Leaves(IReadOnlyList<PendingAppend> batch, int count)
    {
        if (batch.Count == 1)
            return batch[0].Prepared.Leaves;

        var all = new byte[count * EventLeaf.Size];
        var end = 0;
        foreach (var append in batch)
        {
            append.Prepared.Leaves.CopyTo(all, end);
            end += append.Prepared.Leaves.Length;
        }

        return all;
    }
}
