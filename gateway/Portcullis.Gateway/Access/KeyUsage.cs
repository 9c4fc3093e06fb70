using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Portcullis.Journal;

namespace Portcullis.Gateway.Access;

/// <summary>
/// When each key was last used. Not history, so not events: kept beside the access stream and written every few seconds where something
/// changed, so that a request never waits for it.
/// </summary>
public sealed class KeyUsage(IJournal journal, TimeProvider time) : BackgroundService
{
    private const string Stream = "access-usage";
    private const int Schema = 1;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _lastUsed = new(StringComparer.Ordinal);
    private volatile bool _changed;

    public DateTimeOffset? LastUsed(string keyId) => _lastUsed.TryGetValue(keyId, out var at) ? at : null;

    public void Record(string keyId, DateTimeOffset now)
    {
        _lastUsed[keyId] = now;
        _changed = true;
    }

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (await journal.LoadSnapshotAsync(Stream, Schema, cancellationToken) is not { } kept) return;
        foreach (var (id, at) in JsonSerializer.Deserialize<ImmutableSortedDictionary<string, DateTimeOffset>>(kept.Json.Span)!)
            _lastUsed.AddOrUpdate(id, at, (_, known) => known > at ? known : at);
    }

    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        if (!_changed) return;
        _changed = false;
        var json = JsonSerializer.SerializeToUtf8Bytes(_lastUsed.ToImmutableSortedDictionary(StringComparer.Ordinal));
        await journal.SaveSnapshotAsync(new Snapshot(Stream, time.GetUtcNow().ToUnixTimeMilliseconds(), Schema, json), cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SaveAsync(stoppingToken);
            }
            catch (JournalUnavailableException)
            {
                _changed = true;
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await SaveAsync(cancellationToken);
        }
        catch (JournalUnavailableException)
        {
            // The last seconds' uses are not worth a failed stop.
        }
    }
}
