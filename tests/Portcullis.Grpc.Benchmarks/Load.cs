using System.Diagnostics;

namespace Portcullis.Grpc.Benchmarks;

/// <summary>What one round brought: calls per second, and CPU microseconds per call on either side.</summary>
internal sealed record Round(double CallsPerSecond, double ServerCpuUs, double ClientCpuUs);

/// <summary>Keeps a number of calls in flight for a time.</summary>
internal static class Load
{
    public static Task<Round> RunAsync(int inFlight, TimeSpan time, ServerProcess server, Func<int, Task> call) => MeasureAsync(server, async watch =>
        (await Task.WhenAll(Enumerable.Range(0, inFlight).Select(worker => Task.Run(() => LoopAsync(worker, time, watch, call))))).Sum());

    /// <param name="server">Whose CPU time counts beside this process's.</param>
    /// <param name="play">Calls, and gives how many calls there were.</param>
    public static async Task<Round> MeasureAsync(ServerProcess server, Func<Stopwatch, Task<long>> play)
    {
        using var self = Process.GetCurrentProcess();
        var (serverBefore, clientBefore) = (server.CpuTime, self.TotalProcessorTime);
        var watch = Stopwatch.StartNew();
        double calls = await play(watch);
        var seconds = watch.Elapsed.TotalSeconds;
        self.Refresh();
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
