using Npgsql;
using Portcullis.Journal.Postgres;

namespace Portcullis.Journal.Projections;

/// <summary>
/// Keeps one projection up to date. Progress moves in the transaction that writes the model, so nothing is missed and nothing applied twice,
/// whatever dies; the progress row's lock lets several nodes run the same projection, one batch at a time.
/// </summary>
public sealed class ProjectionRunner
{
    private readonly NpgsqlDataSource _source;
    private readonly Queries _queries;
    private readonly EventReader _reader;
    private readonly IProjection _projection;
    private readonly Func<long, CancellationToken, Task> _waitPast;

    internal ProjectionRunner(NpgsqlDataSource source, Queries queries, EventReader reader, IProjection projection, Func<long, CancellationToken, Task> waitPast)
    {
        _source = source;
        _queries = queries;
        _reader = reader;
        _projection = projection;
        _waitPast = waitPast;
        Schema = new SchemaName($"{projection.Name}_v{projection.Version}").ToString();
    }

    /// <summary>Where this version's tables are.</summary>
    public string Schema { get; }

    private string ProgressName => $"{_projection.Name}:V{_projection.Version}:All";

    /// <summary>Folds all that is committed now, and returns the position it got to.</summary>
    public async Task<long> CatchUpAsync(CancellationToken ct)
    {
        await CreateAsync(ct);
        while (true)
        {
            var (position, applied) = await StepAsync(ct);
            if (applied == 0)
                return position;
        }
    }

    /// <summary>Catches up and follows, until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
            await _waitPast(await CatchUpAsync(ct), ct);
    }

    /// <summary>Drops the model and its progress: the next run builds it again from the first event. The journal and its writers notice nothing.</summary>
    public async Task ResetAsync(CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var command = new NpgsqlCommand($"drop schema if exists {Schema} cascade", connection);
        await command.ExecuteNonQueryAsync(ct);
        await using var forget = new NpgsqlCommand(_queries.ForgetProgress, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = ProgressName } } };
        await forget.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private async Task CreateAsync(CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var begin = new NpgsqlCommand(_queries.BeginProgress, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = ProgressName } } };
        if (await begin.ExecuteNonQueryAsync(ct) == 1)
        {
            await using var schema = new NpgsqlCommand($"create schema {Schema}", connection);
            await schema.ExecuteNonQueryAsync(ct);
            await _projection.CreateAsync(connection, Schema, ct);
        }

        await transaction.CommitAsync(ct);
    }

    private async Task<(long Position, int Applied)> StepAsync(CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var locked = new NpgsqlCommand(_queries.LockProgress, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = ProgressName } } };
        var position = (long)(await locked.ExecuteScalarAsync(ct) ?? throw new InvalidOperationException($"The progress of {ProgressName} was removed while it ran."));
        var events = await _reader.AfterAsync(position, ct);
        if (events.Count == 0)
            return (position, 0);

        await _projection.ApplyAsync(connection, Schema, events, ct);
        await using var move = new NpgsqlCommand(_queries.MoveProgress, connection)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = ProgressName }, new NpgsqlParameter<long> { TypedValue = events[^1].Position } },
        };
        await move.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return (events[^1].Position, events.Count);
    }
}
