using System.Runtime.CompilerServices;
using Npgsql;

namespace Portcullis.Journal.Postgres;

/// <summary>Reads pages of events over pooled connections.</summary>
internal sealed class EventReader(NpgsqlDataSource source, Queries queries, ArchivedEvents archived)
{
    public async IAsyncEnumerable<StoredEvent> StreamAsync(string stream, long fromVersion, [EnumeratorCancellation] CancellationToken ct)
    {
        List<StoredEvent> page;
        fromVersion = Math.Max(1, fromVersion);
        do
        {
            page = await PageAsync(queries.ReadStream, ct, stream, fromVersion, Limits.PageEvents);

            // Versions have no gaps: where the first is not there, it has left for an archive, or the stream ends before it.
            if (page.Count == 0 || page[0].Version > fromVersion)
            {
                var before = page.Count == 0 ? long.MaxValue : page[0].Version - 1;
                await foreach (var stored in archived.StreamAsync(stream, fromVersion, before, ct))
                    yield return stored;
            }

            foreach (var stored in page)
                yield return stored;
            if (page.Count > 0)
                fromVersion = page[^1].Version + 1;
        }
        while (page.Count == Limits.PageEvents);
    }

    public async IAsyncEnumerable<StoredEvent> AllAsync(long afterPosition, [EnumeratorCancellation] CancellationToken ct)
    {
        List<StoredEvent> page;
        do
        {
            page = await AfterAsync(afterPosition, ct);
            foreach (var stored in page)
                yield return stored;
            if (page.Count > 0)
                afterPosition = page[^1].Position;
        }
        while (page.Count == Limits.PageEvents);
    }

    public async IAsyncEnumerable<StoredEvent> WhereAsync(EventFilter filter, [EnumeratorCancellation] CancellationToken ct)
    {
        List<StoredEvent> page;
        var after = filter.AfterPosition;
        if (await archived.ThroughAsync(ct) is var through && after < through)
        {
            await foreach (var stored in archived.WhereAsync(filter, through, ct))
                yield return stored;
            after = through;
        }

        do
        {
            page = await PageAsync(
                queries.ReadWhere, ct, after, Optional(filter.Types.IsDefaultOrEmpty ? null : filter.Types.ToArray()), Optional(filter.From?.UtcDateTime), Optional(filter.Until?.UtcDateTime), Optional(filter.Correlation), Limits.PageEvents);
            foreach (var stored in page)
                yield return stored;
            if (page.Count > 0)
                after = page[^1].Position;
        }
        while (page.Count == Limits.PageEvents);

        static object Optional(object? value) => value ?? DBNull.Value;
    }

    /// <summary>The next page after a position.</summary>
    public async Task<List<StoredEvent>> AfterAsync(long position, CancellationToken ct)
    {
        position = Math.Max(0, position);
        var page = await PageAsync(queries.ReadAll, ct, position, Limits.PageEvents);

        if (IsWhole(page.Count, page.Count == 0 ? 0 : page[^1].Position - position) || await archived.ThroughAsync(ct) is var through && position >= through)
            return page;
        page = await archived.AfterAsync(position, through, ct);
        if (page.Count < Limits.PageEvents)
            page.AddRange(await PageAsync(queries.ReadAll, ct, through, Limits.PageEvents - page.Count));
        return page;
    }

    /// <summary>Where the next events after a position lie; of what has left for an archive, too.</summary>
    public async Task<List<EventPlace>> PlacesAsync(long position, CancellationToken ct)
    {
        position = Math.Max(0, position);
        var page = await PageAsync(queries.Places, static row => new EventPlace(row.GetInt64(0), row.GetString(1), row.GetInt64(2)), ct, position, Limits.PageEvents);
        return IsWhole(page.Count, page.Count == 0 ? 0 : page[^1].Position - position)
            ? page
            : [.. (await AfterAsync(position, ct)).Select(stored => new EventPlace(stored.Position, stored.Stream, stored.Version))];
    }

    /// <summary>Positions have no gaps: where some are not there, they have left for an archive.</summary>
    private static bool IsWhole(int count, long distance) => distance == count;

    public async Task<StoredEvent?> ByKeyAsync(string stream, string key, CancellationToken ct)
    {
        if (await PageAsync(queries.FindByKey, ct, stream, key) is [var found])
            return found;
        return await KeyVersionAsync(stream, key, ct) is { } version ? await archived.StreamAsync(stream, version, version, ct).FirstOrDefaultAsync(ct) : null;
    }

    /// <summary>Keys stay for ever, also those of events that have left.</summary>
    private Task<long?> KeyVersionAsync(string stream, string key, CancellationToken ct) => Reachability.Told(
        async () =>
        {
            await using var command = source.CreateCommand(queries.KeyVersion);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
            return await command.ExecuteScalarAsync(ct) as long?;
        },
        ct);

    private Task<List<StoredEvent>> PageAsync(string sql, CancellationToken ct, params object[] arguments) => PageAsync(sql, Read, ct, arguments);

    private Task<List<T>> PageAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken ct, params object[] arguments) =>
        Reachability.Told(() => ReadPageAsync(sql, read, arguments, ct), ct);

    private async Task<List<T>> ReadPageAsync<T>(string sql, Func<NpgsqlDataReader, T> read, object[] arguments, CancellationToken ct)
    {
        var page = new List<T>();
        await using var command = source.CreateCommand(sql);
        foreach (var argument in arguments)
            command.Parameters.Add(new NpgsqlParameter { Value = argument });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            page.Add(read(reader));
        return page;
    }

    /// <summary>A row of <see cref="Queries"/>' event columns.</summary>
    public static StoredEvent Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(0),
        reader.GetString(1),
        reader.GetInt64(2),
        reader.GetString(3),
        reader.GetFieldValue<byte[]>(4),
        new DateTimeOffset(reader.GetDateTime(5)),
        reader.GetGuid(6),
        reader.IsDBNull(7) ? null : reader.GetString(7))
    {
        ClrType = reader.IsDBNull(8) ? null : reader.GetString(8),
    };
}
