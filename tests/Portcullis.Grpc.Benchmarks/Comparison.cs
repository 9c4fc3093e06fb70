using System.Globalization;
using Google.Protobuf;
using Grpc.Net.Client;
using Grpc.Testing;

namespace Portcullis.Grpc.Benchmarks;

/// <summary>Runs the contestants in turn, several rounds, and prints the median of each: what drifts on the machine meets all alike.</summary>
internal static class Comparison
{
    private const string UnaryPath = "/grpc.testing.TestService/UnaryCall";
    private const int Rounds = 5;

    public static async Task RunAsync(double seconds)
    {
        var time = TimeSpan.FromSeconds(seconds);
        using var server = await ServerProcess.StartAsync(Environment.ProcessPath!, "serve", "{port}");
        using var raw = new RawClient(server.Address);
        using var channel = GrpcChannel.ForAddress(server.Address);
        var client = new TestService.TestServiceClient(channel);
        var request = new SimpleRequest { Payload = new Payload { Body = ByteString.CopyFrom(new byte[288]) } };
        var frame = (byte[])[0, 0, 0, (byte)(request.CalculateSize() >> 8), (byte)request.CalculateSize(), .. request.ToByteArray()];

        foreach (var inFlight in new[] { 1, 32 })
        {
            await MeasureAsync(inFlight, time,
                new("plain Kestrel echo, raw HttpClient", server, _ => raw.PostAsync(EchoServer.PlainPath, frame)),
                new("gRPC server, raw HttpClient", server, _ => raw.PostAsync(UnaryPath, frame)),
                new("gRPC server, gRPC client", server, async _ => await client.UnaryCallAsync(request)));
        }

        await CompareWithNodeAsync(time, server, client, request);

        foreach (var streams in new[] { 1, 32 })
        {
            var calls = Enumerable.Range(0, streams).Select(_ => client.FullDuplexCall()).ToArray();
            var ping = new StreamingOutputCallRequest { Payload = request.Payload };
            await MeasureAsync(streams, time, new Contestant("ping-pong over streams", server, async worker =>
            {
                await calls[worker].RequestStream.WriteAsync(ping);
                await calls[worker].ResponseStream.MoveNext(CancellationToken.None);
            }));
            foreach (var call in calls)
                call.Dispose();
        }
    }

    /// <summary>The same load on the server of @grpc/grpc-js, where it is installed (npm ci in the interop project's node folder).</summary>
    private static async Task CompareWithNodeAsync(TimeSpan time, ServerProcess server, TestService.TestServiceClient client, SimpleRequest request)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "../../../../Portcullis.Grpc.Interop/node/server.js");
        if (!Directory.Exists(Path.Combine(Path.GetDirectoryName(script)!, "node_modules")))
        {
            Console.WriteLine("@grpc/grpc-js is not installed: left out.");
            return;
        }

        using var node = await ServerProcess.StartAsync("node", script, "{port}");
        using var channel = GrpcChannel.ForAddress(node.Address);
        var nodeClient = new TestService.TestServiceClient(channel);
        await MeasureAsync(32, time,
            new("gRPC server, gRPC client", server, async _ => await client.UnaryCallAsync(request)),
            new("grpc-js server, gRPC client", node, async _ => await nodeClient.UnaryCallAsync(request)));
    }

    private static async Task MeasureAsync(int inFlight, TimeSpan time, params Contestant[] contestants)
    {
        foreach (var (_, server, call) in contestants)
            await Load.RunAsync(inFlight, time, server, call);
        var rounds = contestants.Select(_ => new List<Round>()).ToArray();
        for (var round = 0; round < Rounds; round++)
            for (var i = 0; i < contestants.Length; i++)
                rounds[i].Add(await Load.RunAsync(inFlight, time, contestants[i].Server, contestants[i].Call));
        for (var i = 0; i < contestants.Length; i++)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{inFlight,3} in flight  {contestants[i].Name,-36} {Median(rounds[i], round => round.CallsPerSecond),9:F0}/s  server {Median(rounds[i], round => round.ServerCpuUs),6:F1} us  client {Median(rounds[i], round => round.ClientCpuUs),6:F1} us"));
    }

    private static double Median(List<Round> rounds, Func<Round, double> value) => rounds.Select(value).Order().ElementAt(rounds.Count / 2);

    /// <summary>What is called, and on which server.</summary>
    private sealed record Contestant(string Name, ServerProcess Server, Func<int, Task> Call);
}
