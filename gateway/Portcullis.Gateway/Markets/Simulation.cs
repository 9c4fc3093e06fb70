using Portcullis.Gateway.Accounts;
using Portcullis.Gateway.Clocks;
using Portcullis.Markets;

namespace Portcullis.Gateway.Markets;

/// <summary>Drives a simulated clock, the heartbeat and the markets in lock-step: nothing moves on before all that follows has been done.</summary>
public sealed class Simulation(SimulatedTimeProvider clock, MarketPipeline pipeline, Heartbeat heartbeat, Resumption resumption, Settlement settlement) : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _turn = new(1, 1);

    public async Task StepAsync(IEnumerable<MarketInput> inputs, DateTimeOffset? advanceTo, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await settlement.OfAllAsync(cancellationToken);
            foreach (var input in inputs)
            {
                await AdvanceAsync(input.At, cancellationToken);
                await pipeline.ApplyAsync(input, cancellationToken);
                await settlement.OfAllAsync(cancellationToken);
            }

            if (advanceTo is { } now) await AdvanceAsync(now, cancellationToken);
            await settlement.OfAllAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    // Beats fall on whole minutes, so that what happens by time alone happens at the same moment in every replay.
    private async Task AdvanceAsync(DateTimeOffset to, CancellationToken cancellationToken)
    {
        for (var beat = Next(clock.GetUtcNow()); beat <= to; beat = Next(clock.GetUtcNow()))
        {
            clock.AdvanceTo(beat);
            await heartbeat.BeatAsync(beat, cancellationToken);
            await resumption.BeatAsync(beat, cancellationToken);
            await settlement.OfAllAsync(cancellationToken);
        }

        clock.AdvanceTo(to);
    }

    private static DateTimeOffset Next(DateTimeOffset now) => new(((now.UtcTicks / Beat.Ticks) + 1) * Beat.Ticks, TimeSpan.Zero);

    public void Dispose() => _turn.Dispose();
}
