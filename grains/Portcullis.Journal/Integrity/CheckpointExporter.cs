using System.Net.Http.Json;
using Microsoft.Extensions.Logging;

namespace Portcullis.Journal.Integrity;

/// <summary>Where checkpoints go and how often.</summary>
public sealed record CheckpointExporterOptions
{
    /// <summary>The journal's name inside the checkpoint, at most 100 characters.</summary>
    public string Journal { get; init; } = "journal";

    /// <summary>1 s to 1 day; default 1 minute. What is older than one interval can't be rewritten unseen.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Each checkpoint is posted to these as JSON; a failure is logged and the next one tells of the same history.</summary>
    public IReadOnlyList<Uri> Webhooks { get; init; } = [];
}

/// <summary>Signs and exports the head of the chain on a schedule, and once more at the end.</summary>
public sealed class CheckpointExporter(IJournal journal, CheckpointFolder folder, CheckpointExporterOptions options, TimeProvider time, ILogger log) : IAsyncDisposable
{
    /// <summary>What the export at the end may take when the database or a webhook does not answer.</summary>
    private static readonly TimeSpan LastExport = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private Task _running = Task.CompletedTask;

    public void Start() => _running = Task.Run(RunAsync);

    /// <summary>Exports now. Null when nothing has happened since the last one.</summary>
    public async Task<Checkpoint?> ExportAsync(CancellationToken ct)
    {
        var checkpoint = await folder.ExportAsync(options.Journal, await journal.ChainHeadAsync(ct), time.GetUtcNow(), ct);
        if (checkpoint is not null)
            await Task.WhenAll(options.Webhooks.Select(webhook => PostAsync(webhook, checkpoint, ct)));
        return checkpoint;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        using var patience = new CancellationTokenSource(LastExport, time);
        await TryExportAsync(patience.Token);
        _http.Dispose();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(options.Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
                await TryExportAsync(_stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The last export follows in DisposeAsync.
        }
    }

    private async Task TryExportAsync(CancellationToken ct)
    {
        try
        {
            await ExportAsync(ct);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            log.LogWarning(failed, "A checkpoint could not be exported; the next covers it");
        }
        catch (OperationCanceledException)
        {
            log.LogInformation("A checkpoint was not exported before the end; the next start's covers it");
        }
    }

    private async Task PostAsync(Uri webhook, Checkpoint checkpoint, CancellationToken ct)
    {
        try
        {
            using var answer = await _http.PostAsJsonAsync(webhook, checkpoint, ct);
            answer.EnsureSuccessStatusCode();
        }
        catch (Exception failed) when (failed is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            log.LogWarning(failed, "The checkpoint of block {Block} could not be posted to {Webhook}", checkpoint.Block, webhook);
        }
    }
}
