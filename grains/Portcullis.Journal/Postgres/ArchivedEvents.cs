using System.Runtime.CompilerServices;
using Npgsql;
using Portcullis.Journal.Archives;

namespace Portcullis.Journal.Postgres;

/// <summary>
/// Stands in for the tables where they have a gap: reads what has left them from the folder of archives, or says clearly that it is not at hand.
/// Nobody ever reads past a gap without noticing.
/// </summary>
internal sealed class ArchivedEvents(NpgsqlDataSource source, Queries queries, ArchiveFolder? folder) : IAsyncDisposable
{
    private readonly ArchivedRows _rows = new(source, queries);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private IAsyncEnumerator<(StoredEvent Event, string? Key)>? _following;
    private (long Position, long Through) _followed;

    /// <summary>The last position that an archive holds.</summary>
    public async Task<long> ThroughAsync(CancellationToken ct) => await _rows.RecordsAsync(ct) is [.., var last] ? last.LastPosition : 0;

    /// <summary>The next events after a position that archives hold: a whole page, or fewer where the archives end.</summary>
    /// <exception cref="EventsArchivedException">The folder of archives is not at hand.</exception>
    public async Task<List<StoredEvent>> AfterAsync(long position, long through, CancellationToken ct)
    {
        if (folder is null)
            throw new EventsArchivedException($"Events up to position {through} have left the tables for archives: name their folder, or read after position {through}.");
        await _gate.WaitAsync(ct);
        try
        {
            return await FollowAsync(position, through);
        }
        catch
        {
            await StopAsync();
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The events of a stream between two versions that have left the tables, in order.</summary>
    /// <exception cref="EventsArchivedException">The folder of archives is not at hand.</exception>
    public async IAsyncEnumerable<StoredEvent> StreamAsync(string stream, long fromVersion, long toVersion, [EnumeratorCancellation] CancellationToken ct)
    {
        if (await PlaceAsync(stream, fromVersion, ct) is not { } place)
            yield break;
        if (folder is null)
        {
            throw new EventsArchivedException(
                $"The versions of {stream} up to {place.LastVersion} have left the tables for archives: name their folder, or read from version {place.LastVersion + 1} on.");
        }

        await foreach (var (stored, _) in folder.ReadAsync(place.FirstPosition - 1, place.LastPosition, stream, ct))
        {
            if (stored.Version >= fromVersion && stored.Version <= Math.Min(toVersion, place.LastVersion))
                yield return stored;
        }
    }

    /// <summary>All archived events that a filter takes, in order.</summary>
    /// <exception cref="EventsArchivedException">The folder of archives is not at hand.</exception>
    public async IAsyncEnumerable<StoredEvent> WhereAsync(EventFilter filter, long through, [EnumeratorCancellation] CancellationToken ct)
    {
        if (folder is null)
            throw new EventsArchivedException($"Events up to position {through} have left the tables for archives: name their folder, or ask for what lies after position {through}.");
        await foreach (var (stored, _) in folder.ReadAsync(filter.AfterPosition, through, stream: null, ct))
        {
            if (filter.Matches(stored))
                yield return stored;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _gate.Dispose();
    }

    private Task<(long LastVersion, long FirstPosition, long LastPosition)?> PlaceAsync(string stream, long fromVersion, CancellationToken ct) =>
        Reachability.Told<(long, long, long)?>(
            async () =>
            {
                await using var command = source.CreateCommand(queries.ArchivedOf);
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream });
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = fromVersion });
                await using var reader = await command.ExecuteReaderAsync(ct);
                return await reader.ReadAsync(ct) ? (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)) : null;
            },
            ct);

    /// <summary>Whoever reads on from where the last page ended goes on in the open file; anybody else begins anew.</summary>
    private async Task<List<StoredEvent>> FollowAsync(long afterPosition, long through)
    {
        if (_following is null || _followed != (afterPosition, through))
        {
            await StopAsync();
            _following = folder!.ReadAsync(afterPosition, through, stream: null, CancellationToken.None).GetAsyncEnumerator(CancellationToken.None);
        }

        var page = new List<StoredEvent>(Limits.PageEvents);
        while (page.Count < Limits.PageEvents && await _following.MoveNextAsync())
            page.Add(_following.Current.Event);
        if (page.Count < Limits.PageEvents)
            await StopAsync();
        else
            _followed = (page[^1].Position, through);
        return page;
    }

    private async Task StopAsync()
    {
        if (_following is not null)
            await _following.DisposeAsync();
        _following = null;
    }
}
