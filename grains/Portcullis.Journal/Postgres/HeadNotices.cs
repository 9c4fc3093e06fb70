using System.Globalization;
using System.Net.Sockets;
using Npgsql;

namespace Portcullis.Journal.Postgres;

/// <summary>
/// Tells other nodes of this node's commits and hears of theirs, beside the writer's connection: a NOTIFY inside the committing
/// transaction would hold a lock of the whole database through the disk's flush. Notices are merged while one is under way.
/// </summary>
internal sealed class HeadNotices(NpgsqlDataSource source, Queries queries, HeadBell own, HeadBell everyone, TimeProvider time, TimeSpan pause) : IAsyncDisposable
{
    /// <summary>At most one notice in this time: readers on other nodes are that much behind at worst.</summary>
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(2);

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public void Start() => _running = Task.WhenAll(Task.Run(() => ForeverAsync(HearAsync)), Task.Run(() => ForeverAsync(TellAsync)));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task HearAsync(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        connection.Notification += (_, notice) => everyone.Ring(long.Parse(notice.Payload, CultureInfo.InvariantCulture));
        await using (var listen = new NpgsqlCommand(queries.Listen, connection))
            await listen.ExecuteNonQueryAsync(ct);
        while (true)
            await connection.WaitAsync(ct);
    }

    private async Task TellAsync(CancellationToken ct)
    {
        var told = own.Head;
        while (true)
        {
            await own.WaitPastAsync(told, Timeout.InfiniteTimeSpan, time, ct);
            told = own.Head;
            await using (var notify = source.CreateCommand(queries.Notify))
            {
                notify.Parameters.Add(new NpgsqlParameter<string> { TypedValue = told.ToString(CultureInfo.InvariantCulture) });
                await notify.ExecuteNonQueryAsync(ct);
            }

            await Task.Delay(Spacing, time, ct);
        }
    }

    /// <summary>Subscriptions go on by looking at intervals until the connection is back.</summary>
    private async Task ForeverAsync(Func<CancellationToken, Task> work)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await work(_stopping.Token);
            }
            catch (Exception broken) when (broken is NpgsqlException or IOException or TimeoutException or SocketException or InvalidOperationException)
            {
                await ((Task)Task.Delay(pause, time, _stopping.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
