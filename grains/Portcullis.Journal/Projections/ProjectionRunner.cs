using System.Diagnostics;
using Npgsql;
using Portcullis.Journal.Postgres;

namespace Portcullis.Journal.Projections;

/// <summary>
/// Keeps one projection up to date: the build that serves, and the one that is to follow it. Progress moves in the transaction that writes the
/// model, so nothing is missed and nothing applied twice, whatever dies; the progress row's lock lets several nodes run the same projection, one
/// batch at a time. An event that can't be folded stands aside, on record, and the build goes on without it. What fails for another reason stops the
/// build, which says why and is tried again by the next program that starts.
/// </summary>
public sealed class ProjectionRunner
{
    private readonly NpgsqlDataSource _source;
    private readonly Queries _queries;
    private readonly string _beginStep;
    private readonly EventReader _reader;
    private readonly ReadModels _models;
    private readonly IProjection _projection;
    private readonly Func<long, CancellationToken, Task> _waitPast;
    private readonly HashSet<string> _stopped = new(StringComparer.Ordinal);
    private bool _begun;

    internal ProjectionRunner(NpgsqlDataSource source, Queries queries, EventReader reader, ReadModels models, IProjection projection, TimeSpan patience, Func<long, CancellationToken, Task> waitPast)
    {
        _source = source;
        _queries = queries;
        _beginStep = Queries.BeginStep(patience);
        _reader = reader;
        _models = models;
        _projection = projection;
        _waitPast = waitPast;
    }

    /// <summary>Events that the serving build did not hold when it was last looked at.</summary>
    public long Behind { get; private set; }

    /// <summary>Why no build goes on; null while one does.</summary>
    public string? Fault { get; private set; }

    /// <summary>Events that the serving build went on without when it was last looked at.</summary>
    public long Aside { get; private set; }

    /// <summary>Where the first of them lies; null when there is none.</summary>
    public long? FirstAside { get; private set; }

    /// <summary>Raised for each event that this runner has set aside.</summary>
    public event Action<ModelBuild, EventAside>? WentOnWithout;

    /// <summary>Raised when a build stops, with what the catalogue keeps as its fault.</summary>
    public event Action<ModelBuild, Exception>? Stopped;

    /// <summary>Folds all that is committed now into every build, and returns the position it got to.</summary>
    public async Task<long> CatchUpAsync(CancellationToken ct)
    {
        Exception? fault = null;
        void Remember(ModelBuild build, Exception reason) => fault = reason;
        Stopped += Remember;
        try
        {
            while (true)
            {
                var step = await StepAsync(ct);
                if (fault is not null)
                {
                    _stopped.Clear();
                    System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(fault);
                }

                if (step.Applied == 0)
                    return step.Position;
            }
        }
        finally
        {
            Stopped -= Remember;
        }
    }

    /// <summary>Catches up and follows, until cancelled; an outage of the database is waited for.</summary>
    /// <exception cref="JournalSchemaException">The rights to make the model's schema are missing.</exception>
    public async Task RunAsync(ProjectionPace pace, TimeProvider time, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                var began = time.GetTimestamp();
                var step = await StepAsync(ct);
                await Task.Delay(pace.After(time.GetElapsedTime(began)), time, ct);
                if (step.Applied == 0)
                    await _waitPast(step.Position, ct);
            }
            catch (JournalUnavailableException)
            {
                await Task.Delay(pace.OutagePause, time, ct);
            }
        }
    }

    /// <summary>One batch for each build that is behind.</summary>
    /// <exception cref="JournalUnavailableException">The database is away: nothing was folded that does not count.</exception>
    /// <exception cref="JournalSchemaException">The rights to make the model's schema are missing.</exception>
    public async Task<ModelStep> StepAsync(CancellationToken ct)
    {
        if (!_begun)
            await BeginAsync(ct);
        var builds = await LookAsync(ct);
        var (applied, position) = (0, long.MaxValue);
        foreach (var build in builds)
        {
            var (reached, count) = await StepAsync(build, ct);
            (applied, position) = (applied + count, Math.Min(position, reached));
        }

        // Another node has folded what was there.
        if (applied == 0 && Behind > 0)
            await LookAsync(ct);
        return new ModelStep(applied, position);
    }

    private async Task<IReadOnlyList<ModelBuild>> LookAsync(CancellationToken ct)
    {
        var builds = (await _models.ListAsync(_projection.Name, ct)).Where(build => build.Version == _projection.Version && build.Position is not null && !_stopped.Contains(build.Schema)).ToList();
        if (builds.Count == 0)
            return builds;
        (Behind, Fault, Aside, FirstAside) = (builds[0].Behind!.Value, null, builds[0].Aside, builds[0].FirstAside);
        ModelMetrics.Seen(builds[0]);
        return builds;
    }

    private async Task BeginAsync(CancellationToken ct)
    {
        var builds = await _models.ListAsync(_projection.Name, ct);
        if (builds.All(build => build.Version != _projection.Version))
            await _models.BeginAsync(_projection, build: 1, ct);
        _begun = true;
    }

    private async Task<(long Position, int Applied)> StepAsync(ModelBuild build, CancellationToken ct)
    {
        if (build is { Behind: 0, CaughtUpAt: not null })
            return (build.Position!.Value, 0);
        try
        {
            return await Reachability.Told(() => FoldAsync(build, isCareful: false, ct), ct);
        }
        catch (Exception fault) when (CarefulFold.IsOfAnEvent(fault))
        {
            return await CarefullyAsync(build, ct);
        }
        catch (Exception fault) when (fault is not (JournalUnavailableException or OperationCanceledException))
        {
            return await StopAsync(build, fault, ct);
        }
    }

    private async Task<(long Position, int Applied)> CarefullyAsync(ModelBuild build, CancellationToken ct)
    {
        try
        {
            return await Reachability.Told(() => FoldAsync(build, isCareful: true, ct), ct);
        }
        catch (Exception fault) when (fault is not (JournalUnavailableException or OperationCanceledException))
        {
            return await StopAsync(build, fault, ct);
        }
    }

    /// <param name="isCareful">An event that can't be folded stands aside; else it fails the step.</param>
    private async Task<(long Position, int Applied)> FoldAsync(ModelBuild build, bool isCareful, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync(connection, _beginStep, ct);
        // Gone: it was dropped, or a later build serves, since the list was read.
        if (await LockAsync(connection, build, ct) is not { } position)
            return (long.MaxValue, 0);
        var events = await _reader.AfterAsync(position, ct);
        IReadOnlyList<EventAside> aside = [];
        if (events.Count > 0)
        {
            if (isCareful)
                aside = await SetAsideAsync(connection, build, await new CarefulFold(_projection, connection, transaction, build.Schema).FoldAsync(events, Limits.EventsAside - build.Aside, ct), ct);
            else
                await _projection.ApplyAsync(connection, build.Schema, events, ct);
            await ExecuteAsync(connection, _queries.MoveProgress, ct, Text(build.Progress), new NpgsqlParameter<long> { TypedValue = events[^1].Position });
        }

        if (build.Fault is not null && events.Count > 0)
            await ExecuteAsync(connection, _queries.FaultModel, ct, Text(build.Schema), Text(null));
        if (build.CaughtUpAt is null && events.Count < Limits.PageEvents)
            await ExecuteAsync(connection, _queries.ServeModel, ct, Text(build.Name), new NpgsqlParameter<int> { TypedValue = build.Version }, new NpgsqlParameter<int> { TypedValue = build.Build });
        await transaction.CommitAsync(ct);
        ModelMetrics.Folded(build.Name, events.Count, Stopwatch.GetElapsedTime(began));
        foreach (var one in aside)
            WentOnWithout?.Invoke(build, one);
        return (events.Count == 0 ? position : events[^1].Position, events.Count);
    }

    private async Task<IReadOnlyList<EventAside>> SetAsideAsync(NpgsqlConnection connection, ModelBuild build, IReadOnlyList<(StoredEvent Event, string Error)> aside, CancellationToken ct)
    {
        if (aside.Count == 0)
            return [];
        await using var command = new NpgsqlCommand(_queries.SetAside, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = build.Schema },
                new NpgsqlParameter<long[]> { TypedValue = [.. aside.Select(one => one.Event.Position)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. aside.Select(one => one.Event.Stream)] },
                new NpgsqlParameter<long[]> { TypedValue = [.. aside.Select(one => one.Event.Version)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. aside.Select(one => one.Event.Type)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. aside.Select(one => one.Error)] },
            },
        };
        var at = new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(ct))!);
        return [.. aside.Select(one => new EventAside(one.Event.Position, one.Event.Stream, one.Event.Version, one.Event.Type, one.Error, at))];
    }

    private async Task<(long Position, int Applied)> StopAsync(ModelBuild build, Exception fault, CancellationToken ct)
    {
        _stopped.Add(build.Schema);
        Fault = fault.Message;
        ModelMetrics.Stopped(build.Name);
        await using var connection = await _source.OpenConnectionAsync(ct);
        await ExecuteAsync(connection, _queries.FaultModel, ct, Text(build.Schema), Text(fault.Message));
        Stopped?.Invoke(build with { Fault = fault.Message }, fault);
        return (build.Position!.Value, 0);
    }

    private async Task<long?> LockAsync(NpgsqlConnection connection, ModelBuild build, CancellationToken ct)
    {
        await using var locked = new NpgsqlCommand(_queries.LockProgress, connection) { Parameters = { Text(build.Progress) } };
        return await locked.ExecuteScalarAsync(ct) as long?;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlParameter Text(string? text) => new() { Value = text ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Varchar };
}
