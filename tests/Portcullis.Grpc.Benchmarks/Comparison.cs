using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Testing;

namespace Portcullis.Grpc.Benchmarks;

/// <summary>Runs the contestants in turn, several rounds, and prints the median of each: what drifts on the machine meets all alike.</summary>
internal static class Comparison
{
    private const string UnaryPath = "/grpc.testing.TestService/UnaryCall";
    private const int Rounds = 5;

    public static async Task RunAsync(string[] args)
    {
        var seconds = args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 2;
        var time = TimeSpan.FromSeconds(seconds);
        using var server = await ServerProcess.StartAsync(Environment.ProcessPath!, "serve", "{port}");
        using var raw = new RawClient(server.Address);
        using var channel = GrpcChannel.ForAddress(server.Address);
        var client = new TestService.TestServiceClient(channel);
        var request = new SimpleRequest { Payload = new Payload { Body = ByteString.CopyFrom(new byte[288]) } };
        var frame = (byte[])[0, 0, 0, (byte)(request.CalculateSize() >> 8), (byte)request.CalculateSize(), .. request.ToByteArray()];

        foreach (var inFlight in new[] { 1, 32 })
        {
            await MeasureAsync(inFlight, time, server,
                ("plain Kestrel echo, raw HttpClient", _ => raw.PostAsync(EchoServer.PlainPath, frame)),
                ("gRPC server, raw HttpClient", _ => raw.PostAsync(UnaryPath, frame)),
                ("gRPC server, gRPC client", async _ => await client.UnaryCallAsync(request)));
        }

        foreach (var streams in new[] { 1, 32 })
        {
            var calls = Enumerable.Range(0, streams).Select(_ => client.FullDuplexCall()).ToArray();
            var ping = new StreamingOutputCallRequest { Payload = request.Payload };
            await MeasureAsync(streams, time, server, ("ping-pong over streams", async worker =>
            {
                await calls[worker].RequestStream.WriteAsync(ping);
                await calls[worker].ResponseStream.MoveNext(CancellationToken.None);
            }));
            foreach (var call in calls)
                call.Dispose();
        }
    }

    private static async Task MeasureAsync(int inFlight, TimeSpan time, ServerProcess server, params (string Name, Func<int, Task> Call)[] contestants)
    {
        foreach (var contestant in contestants)
            await Load.RunAsync(inFlight, time, server, contestant.Call);
        var rounds = contestants.Select(_ => new List<Round>()).ToArray();
        for (var round = 0; round < Rounds; round++)
            for (var i = 0; i < contestants.Length; i++)
                rounds[i].Add(await Load.RunAsync(inFlight, time, server, contestants[i].Call));
        for (var i = 0; i < contestants.Length; i++)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{inFlight,3} in flight  {contestants[i].Name,-36} {Median(rounds[i], round => round.CallsPerSecond),9:F0}/s  server {Median(rounds[i], round => round.ServerCpuUs),6:F1} us  client {Median(rounds[i], round => round.ClientCpuUs),6:F1} us"));
    }

    private static double Median(List<Round> rounds, Func<Round, double> value) => rounds.Select(value).Order().ElementAt(rounds.Count / 2);
}
