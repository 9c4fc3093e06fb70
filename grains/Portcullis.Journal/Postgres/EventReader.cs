using System.Runtime.CompilerServices;
using Npgsql;

namespace Portcullis.Journal.Postgres;

/// <summary>Reads pages of events over pooled connections.</summary>
internal sealed class EventReader(NpgsqlDataSource source, Queries queries)
{
    public async IAsyncEnumerable<StoredEvent> StreamAsync(string stream, long fromVersion, [EnumeratorCancellation] CancellationToken ct)
    {
        List<StoredEvent> page;
        do
        {
            page = await PageAsync(queries.ReadStream, ct, stream, fromVersion, Limits.PageEvents);
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
        do
        {
            page = await PageAsync(
                queries.ReadWhere, ct, after, Optional(filter.Type), Optional(filter.From?.UtcDateTime), Optional(filter.Until?.UtcDateTime), Optional(filter.Correlation), Limits.PageEvents);
            foreach (var stored in page)
                yield return stored;
            if (page.Count > 0)
                after = page[^1].Position;
        }
        while (page.Count == Limits.PageEvents);

        static object Optional(object? value) => value ?? DBNull.Value;
    }

    public Task<List<StoredEvent>> AfterAsync(long position, CancellationToken ct) => PageAsync(queries.ReadAll, ct, position, Limits.PageEvents);

    public Task<List<EventPlace>> PlacesAsync(long position, CancellationToken ct) =>
        PageAsync(queries.Places, static row => new EventPlace(row.GetInt64(0), row.GetString(1), row.GetInt64(2)), ct, position, Limits.PageEvents);

    public async Task<StoredEvent?> ByKeyAsync(string stream, string key, CancellationToken ct) =>
        (await PageAsync(queries.FindByKey, ct, stream, key)).SingleOrDefault();

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
