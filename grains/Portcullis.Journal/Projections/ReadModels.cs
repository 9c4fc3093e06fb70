using System.Data;
using System.Globalization;
using Npgsql;
using Portcullis.Journal.Postgres;

namespace Portcullis.Journal.Projections;

/// <summary>
/// The read models of a journal: which builds there are, and what readers ask of the one that serves. A model is built again beside the one that
/// serves; readers move over when the new build has caught up, and the old one's tables stay until somebody drops them.
/// </summary>
public sealed class ReadModels
{
    private readonly NpgsqlDataSource _source;
    private readonly SchemaName _journal;
    private readonly Queries _queries;

    internal ReadModels(NpgsqlDataSource source, SchemaName journal, Queries queries) => (_source, _journal, _queries) = (source, journal, queries);

    /// <summary>Every build, oldest version first.</summary>
    /// <exception cref="JournalUnavailableException">The database can't be read now.</exception>
    public Task<IReadOnlyList<ModelBuild>> ListAsync(string? name = null, CancellationToken ct = default) => Reachability.Told(
        async () =>
        {
            await using var connection = await _source.OpenConnectionAsync(ct);
            return await ListAsync(connection, name, ct);
        },
        ct);

    /// <summary>Begins a build beside those that there are: the runners of all nodes fill it, the one that serves goes on serving until then.</summary>
    /// <returns>The new build's number; that of a build which is still being built, where there is one.</returns>
    /// <exception cref="JournalSchemaException">The rights to make a model's schema are missing.</exception>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    public async Task<int> RebuildAsync(IProjection projection, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(projection);
        var last = (await ListAsync(projection.Name, ct)).LastOrDefault(build => build.Version == projection.Version);
        // One that has stopped at a fault is no reason to wait for: what is built beside it may come further.
        if (last is { CaughtUpAt: null, Fault: null })
            return last.Build;
        await BeginAsync(projection, (last?.Build ?? 0) + 1, ct);
        return (last?.Build ?? 0) + 1;
    }

    /// <summary>Removes a build with its tables, for ever. Readers that are at it finish first. False when there is no such build.</summary>
    /// <exception cref="JournalUnavailableException">The database is away; what was asked for may have happened.</exception>
    public Task<bool> DropAsync(string name, int version, int build, CancellationToken ct = default) => Reachability.Told(
        async () =>
        {
            await using var command = _source.CreateCommand(_queries.DropModel);
            Add(command, name, version, build);
            return (bool)(await command.ExecuteScalarAsync(ct))!;
        },
        ct);

    /// <summary>Reads the build that serves, at one point of the journal: the connection sees nothing of what is folded meanwhile.</summary>
    /// <exception cref="ModelNotReadyException">No build has caught up yet; the message says how far it is.</exception>
    /// <exception cref="JournalUnavailableException">The database can't be read now.</exception>
    public Task<ModelAnswer<T>> ReadAsync<T>(IProjection projection, Func<NpgsqlConnection, string, CancellationToken, Task<T>> read, CancellationToken ct = default) => Reachability.Told(
        async () =>
        {
            await using var connection = await _source.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
            var builds = await ListAsync(connection, projection.Name, ct);
            var serving = Serving(projection, builds) ?? throw NotReady(projection, builds);
            var value = await read(connection, serving.Schema, ct);
            var incomplete = serving.Aside == 0 ? [] : await StreamsAsideAsync(connection, serving, ct);
            await transaction.CommitAsync(ct);
            return new ModelAnswer<T>(value, serving.Position!.Value, serving.Head) { Incomplete = incomplete };
        },
        ct);

    /// <summary>The events that a build goes on without, by position; <see cref="Limits.EventsAside"/> at most.</summary>
    /// <exception cref="JournalUnavailableException">The database can't be read now.</exception>
    public Task<IReadOnlyList<EventAside>> AsideAsync(ModelBuild build, CancellationToken ct = default) => Reachability.Told<IReadOnlyList<EventAside>>(
        async () =>
        {
            var found = new List<EventAside>();
            await using var command = _source.CreateCommand(_queries.EventsAside);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = build.Schema });
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
                found.Add(new EventAside(reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2), reader.GetString(3), reader.GetString(4), new DateTimeOffset(reader.GetDateTime(5))));
            return found;
        },
        ct);

    private async Task<IReadOnlyList<string>> StreamsAsideAsync(NpgsqlConnection connection, ModelBuild build, CancellationToken ct)
    {
        var streams = new List<string>();
        await using var command = new NpgsqlCommand(_queries.StreamsAside, connection) { Parameters = { new NpgsqlParameter<string> { TypedValue = build.Schema } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            streams.Add(reader.GetString(0));
        return streams;
    }

    /// <summary>The build that readers of this program use; null while none has caught up.</summary>
    public static ModelBuild? Serving(IProjection projection, IEnumerable<ModelBuild> builds) =>
        builds.LastOrDefault(build => build is { Position: not null, CaughtUpAt: not null } && build.Version >= projection.ReadsFrom && build.Version <= projection.Version);

    /// <returns>Whether it was this call that made the model's tables.</returns>
    internal Task<bool> BeginAsync(IProjection projection, int build, CancellationToken ct) => Reachability.Told(() => MakeAsync(projection, build, ct), ct);

    private async Task<bool> MakeAsync(IProjection projection, int build, CancellationToken ct)
    {
        var location = Location(projection, build);
        try
        {
            await using var connection = await _source.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await using var begin = new NpgsqlCommand(_queries.BeginModel, connection);
            Add(begin, projection.Name, projection.Version, build);
            Add(begin, location, $"{projection.Name}:V{projection.Version}:{(build == 1 ? "All" : string.Create(CultureInfo.InvariantCulture, $"B{build}"))}");
            var isNew = (bool)(await begin.ExecuteScalarAsync(ct))!;
            if (isNew)
                await projection.CreateAsync(connection, location, ct);
            await transaction.CommitAsync(ct);
            return isNew;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new JournalSchemaException(
                $"The read model {projection.Name} can't be made ({e.MessageText}): the owner of the journal needs CREATE on the database, and this role what 'portcullis-journal migrate --role ROLE' grants.", e);
        }
    }

    internal async Task<IReadOnlyList<ModelBuild>> ListAsync(NpgsqlConnection connection, string? name, CancellationToken ct)
    {
        var builds = new List<ModelBuild>();
        await using var command = new NpgsqlCommand(_queries.Models, connection) { Parameters = { new NpgsqlParameter { Value = name ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Varchar } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            builds.Add(Build(reader));
        return builds;
    }

    private static ModelBuild Build(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetInt32(1),
        row.GetInt32(2),
        row.GetString(3),
        row.IsDBNull(8) ? null : row.GetInt64(8),
        row.GetInt64(9),
        new DateTimeOffset(row.GetDateTime(5)),
        row.IsDBNull(6) ? null : new DateTimeOffset(row.GetDateTime(6)),
        row.IsDBNull(7) ? null : row.GetString(7))
    {
        Progress = row.GetString(4),
        Aside = row.GetInt64(10),
        FirstAside = row.IsDBNull(11) ? null : row.GetInt64(11),
    };

    private static ModelNotReadyException NotReady(IProjection projection, IReadOnlyList<ModelBuild> builds) =>
        builds.LastOrDefault(build => build.Version == projection.Version && build.Position is not null) switch
        {
            null => new($"The read model {projection.Name} was never built: a gateway that builds it must run."),
            { Fault: { } fault } => new($"The read model {projection.Name} has stopped before it caught up. {fault}"),
            var built => new(string.Create(CultureInfo.InvariantCulture, $"The read model {projection.Name} has not caught up yet: it holds {built.Position:N0} of {built.Head:N0} events. Ask again later.")),
        };

    /// <summary>Several journals may live in one database: what is not in its public schema carries its journal's name.</summary>
    private string Location(IProjection projection, int build)
    {
        var journal = _journal.ToString() == "public" ? "" : $"{_journal}_";
        return string.Create(CultureInfo.InvariantCulture, $"{journal}{projection.Name}_v{projection.Version}{(build == 1 ? "" : $"_b{build}")}");
    }

    private static void Add(NpgsqlCommand command, string name, int version, int build)
    {
        Add(command, name);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = version });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = build });
    }

    private static void Add(NpgsqlCommand command, params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = text });
    }
}
