using System.Globalization;
using Google.Protobuf;
using Grpc.Net.Client;
using Grpc.Testing;

namespace Portcullis.Grpc.Benchmarks;

/// <summary>Runs the contestants in turn, several rounds, and prints the median of each: what drifts on the machine meets all alike.</summary>
internal static class Comparison
{
    private const string UnaryPath = "/grpc.testing.TestService/UnaryCall";
    private const string DuplexPath = "/grpc.testing.TestService/FullDuplexCall";
    private const int Rounds = 5;

    /// <param name="seconds">Of each round.</param>
    /// <param name="streamsOnly">Whether only ping-pong over streams is played.</param>
    public static async Task RunAsync(double seconds, bool streamsOnly = false)
    {
        var time = TimeSpan.FromSeconds(seconds);
        using var server = await ServerProcess.StartAsync(Environment.ProcessPath!, "serve", "{port}");
        using var raw = new RawClient(server.Address);
        using var channel = GrpcChannel.ForAddress(server.Address);
        var client = new TestService.TestServiceClient(channel);
        var request = new SimpleRequest { Payload = new Payload { Body = ByteString.CopyFrom(new byte[288]) } };
        var frame = Frame(request);

        foreach (var inFlight in streamsOnly ? [] : new[] { 1, 32 })
        {
            await MeasureAsync(inFlight,
                Calls("plain Kestrel echo, raw HttpClient", _ => raw.PostAsync(EchoServer.PlainPath, frame)),
                Calls("gRPC server, raw HttpClient", _ => raw.PostAsync(UnaryPath, frame)),
                Calls("gRPC server, gRPC client", async _ => await client.UnaryCallAsync(request)));

            Contestant Calls(string name, Func<int, Task> call) => new(name, () => Load.RunAsync(inFlight, time, server, call));
        }

        if (!streamsOnly)
            await CompareServersAsync(time, server, frame);

        foreach (var streams in new[] { 1, 32 })
            await PlayPingPongAsync(streams, time, server, raw, client, request.Payload);
    }

    /// <summary>Round trips of one message each way, on streams that stay open.</summary>
    private static async Task PlayPingPongAsync(
        int streams, TimeSpan time, ServerProcess server, RawClient raw, TestService.TestServiceClient client, Payload payload)
    {
        var ping = new StreamingOutputCallRequest { Payload = payload };
        var frame = Frame(ping);
        var plain = await OpenAsync(EchoServer.PlainStreamPath);
        var half = await OpenAsync(DuplexPath);
        var calls = Enumerable.Range(0, streams).Select(_ => client.FullDuplexCall()).ToArray();
        await MeasureAsync(streams,
            Trips("ping-pong, plain Kestrel, raw client", worker => plain[worker].PlayAsync(frame)),
            Trips("ping-pong, gRPC server, raw client", worker => half[worker].PlayAsync(frame)),
            Trips("ping-pong, gRPC server, gRPC client", async worker =>
            {
                await calls[worker].RequestStream.WriteAsync(ping);
                await calls[worker].ResponseStream.MoveNext(CancellationToken.None);
            }));
        foreach (var call in calls)
            call.Dispose();

        Contestant Trips(string name, Func<int, Task> trip) => new(name, () => Load.RunAsync(streams, time, server, trip));
        Task<RawStream[]> OpenAsync(string path) => Task.WhenAll(Enumerable.Range(0, streams).Select(_ => raw.OpenAsync(path, frame)));
    }

    private static byte[] Frame(IMessage message)
    {
        var length = message.CalculateSize();
        return [0, 0, 0, (byte)(length >> 8), (byte)length, .. message.ToByteArray()];
    }

    /// <summary>
    /// The server alone, beside plain Kestrel and, where it is installed (npm ci in the interop project's node folder), beside the server of
    /// @grpc/grpc-js.
    /// </summary>
    private static async Task CompareServersAsync(TimeSpan time, ServerProcess server, byte[] frame)
    {
        var contestants = new List<Contestant>
        {
            new("plain Kestrel echo, bare wire", () => new WireLoad(server, EchoServer.PlainPath, frame).RunAsync(32, time)),
            new("gRPC server, bare wire", () => new WireLoad(server, UnaryPath, frame).RunAsync(32, time)),
        };
        var script = Path.Combine(AppContext.BaseDirectory, "../../../../Portcullis.Grpc.Interop/node/server.js");
        using var node = Directory.Exists(Path.Combine(Path.GetDirectoryName(script)!, "node_modules")) ? await ServerProcess.StartAsync("node", script, "{port}") : null;
        if (node is null)
            Console.WriteLine("@grpc/grpc-js is not installed: its server is left out.");
        else
            contestants.Add(new("grpc-js server, bare wire", () => new WireLoad(node, UnaryPath, frame).RunAsync(32, time)));
        await MeasureAsync(32, [.. contestants]);
    }

    private static async Task MeasureAsync(int inFlight, params Contestant[] contestants)
    {
        foreach (var contestant in contestants)
            await contestant.PlayAsync();
        var rounds = contestants.Select(_ => new List<Round>()).ToArray();
        for (var round = 0; round < Rounds; round++)
            for (var i = 0; i < contestants.Length; i++)
                rounds[i].Add(await contestants[i].PlayAsync());
        for (var i = 0; i < contestants.Length; i++)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{inFlight,3} in flight  {contestants[i].Name,-36} {Median(rounds[i], round => round.CallsPerSecond),9:F0}/s  server {Median(rounds[i], round => round.ServerCpuUs),6:F1} us  client {Median(rounds[i], round => round.ClientCpuUs),6:F1} us"));
    }

    private static double Median(List<Round> rounds, Func<Round, double> value) => rounds.Select(value).Order().ElementAt(rounds.Count / 2);

    private sealed record Contestant(string Name, Func<Task<Round>> PlayAsync);
}
