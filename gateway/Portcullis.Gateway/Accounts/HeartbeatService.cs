using Portcullis.Gateway.Hosting;

namespace Portcullis.Gateway.Accounts;

/// <summary>Beats once a second on the system's clock. A simulated clock is beaten by the simulation, in step with its data.</summary>
public sealed class HeartbeatService(Heartbeat heartbeat, GatewayOptions options, TimeProvider time) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.IsSimulated) return;
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await heartbeat.BeatAsync(time.GetUtcNow(), stoppingToken);
    }
}
