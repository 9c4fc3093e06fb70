using Portcullis.Gateway.Hosting;

namespace Portcullis.Gateway.Accounts;

/// <summary>Beats once a second on the system's clock. A simulated clock is beaten by the simulation, in step with its data.</summary>
public sealed class HeartbeatService(Heartbeat heartbeat, Resumption resumption, GatewayOptions options, TimeProvider time) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.IsSimulated) return;
        // Side by side: a broker that is slow to answer what is resumed must not keep sessions from rolling.
        await Task.WhenAll(BeatAsync(heartbeat.BeatAsync, stoppingToken), BeatAsync(resumption.BeatAsync, stoppingToken));
    }

    private async Task BeatAsync(Func<DateTimeOffset, CancellationToken, Task> beat, CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await beat(time.GetUtcNow(), stoppingToken);
    }
}
