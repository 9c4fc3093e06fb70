using System.Diagnostics;
using System.Globalization;
using Google.Protobuf;
using Grpc.Net.Client;
using Grpc.Testing;

namespace Portcullis.Grpc.Benchmarks;

/// <summary>Many unary calls with a deadline each; what both processes hold is printed ten times on the way.</summary>
internal static class MemoryRun
{
    private const int InFlight = 32;

    public static async Task RunAsync(int calls)
    {
        using var server = await ServerProcess.StartAsync(Environment.ProcessPath!, "serve", "{port}");
        using var channel = GrpcChannel.ForAddress(server.Address);
        var client = new TestService.TestServiceClient(channel);
        var request = new SimpleRequest { Payload = new Payload { Body = ByteString.CopyFrom(new byte[288]) } };
        var watch = Stopwatch.StartNew();
        for (var done = 0; done <= calls; done += calls / 10)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{done,9} calls  {watch.Elapsed.TotalSeconds,6:F1} s  client heap {GC.GetTotalMemory(forceFullCollection: true) / 1024,6} KiB  server resident {server.ResidentBytes / 1024,7} KiB"));
            if (done < calls)
                await Parallel.ForAsync(0, calls / 10, new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (_, cancellation) =>
                    await client.UnaryCallAsync(request, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1), cancellationToken: cancellation));
        }
    }
}
