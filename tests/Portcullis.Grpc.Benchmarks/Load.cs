using System.Diagnostics;

namespace Portcullis.Grpc.Benchmarks;

/// <summary>What one round brought: calls per second, and CPU microseconds per call on either side.</summary>
internal sealed record Round(double CallsPerSecond, double ServerCpuUs, double ClientCpuUs);

/// <summary>Keeps a number of calls in flight for a time.</summary>
internal static class Load
{
    public static async Task<Round> RunAsync(int inFlight, TimeSpan time, ServerProcess server, Func<int, Task> call)
    {
        using var self = Process.GetCurrentProcess();
        var (serverBefore, clientBefore) = (server.CpuTime, self.TotalProcessorTime);
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, inFlight).Select(worker => Task.Run(() => LoopAsync(worker, time, watch, call))));
        var seconds = watch.Elapsed.TotalSeconds;
        self.Refresh();
        double calls = counts.Sum();
        return new Round(
            calls / seconds,
            (server.CpuTime - serverBefore).TotalMicroseconds / calls,
            (self.TotalProcessorTime - clientBefore).TotalMicroseconds / calls);
    }

    private static async Task<long> LoopAsync(int worker, TimeSpan time, Stopwatch watch, Func<int, Task> call)
    {
        long count = 0;
        while (watch.Elapsed < time)
        {
            await call(worker);
            count++;
        }

        return count;
    }
}
