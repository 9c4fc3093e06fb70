using System.Net;
using System.Net.Sockets;
using Grpc.Net.Client;
using Grpc.Testing;
using Portcullis.Grpc.Tests.Hosting;

namespace Portcullis.Grpc.Tests;

/// <summary>
/// The official interoperability cases: our client against our server, foreign clients against our server, our client against a foreign
/// server. Foreign sides that the machine does not have are skipped by name.
/// </summary>
public sealed class InteropTests
{
    private static readonly string s_folder = Path.Combine(ForeignProcess.Root, "tests", "Portcullis.Grpc.Interop");
    private static readonly Lazy<Task<bool>> s_node = new(() => ForeignProcess.PrepareNodeAsync(Path.Combine(s_folder, "node")));

    public static TheoryData<string> AllCases => [.. InteropClient.Cases.Keys];

    // grpc-js does not tell a handler whether a message came compressed, so its server can't refuse one that did not.
    public static TheoryData<string> CasesOfNode => [.. InteropClient.Cases.Keys.Where(name => !name.Contains("compressed", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(AllCases))]
    public async Task Our_client_passes_against_our_server(string name)
    {
        await using var host = await InteropHost.StartAsync(0);
        using var channel = GrpcChannel.ForAddress(host.Address);

        await InteropClient.Cases[name](new InteropClient(channel));

        await host.Running.NoneAsync().WaitAsync(Now.Cancellation);
    }

    [Fact]
    public async Task The_client_of_grpc_js_passes_against_our_server()
    {
        Assert.SkipUnless(await s_node.Value, "@grpc/grpc-js is not installed and can't be.");
        await using var host = await InteropHost.StartAsync(0);

        await PassesAsync("node", Path.Combine(s_folder, "node", "client.js"), host.Address.Authority);

        await host.Running.NoneAsync().WaitAsync(Now.Cancellation);
    }

    [Fact]
    public async Task The_client_of_grpcio_passes_against_our_server()
    {
        Assert.SkipUnless((await ForeignProcess.RunAsync(ForeignProcess.Python, "-c", "import grpc, google.protobuf")).ExitCode == 0, "python3-grpcio is not installed.");
        await using var host = await InteropHost.StartAsync(0);
        var descriptors = Path.GetTempFileName();
        Descriptors.WriteTo(descriptors);

        await PassesAsync(ForeignProcess.Python, Path.Combine(s_folder, "python", "client.py"), host.Address.Authority, descriptors);

        File.Delete(descriptors);
        await host.Running.NoneAsync().WaitAsync(Now.Cancellation);
    }

    [Theory]
    [MemberData(nameof(CasesOfNode))]
    public async Task Our_client_passes_against_the_server_of_grpc_js(string name)
    {
        Assert.SkipUnless(await s_node.Value, "@grpc/grpc-js is not installed and can't be.");
        var port = FreePort();
        using var server = ForeignProcess.Start("node", Path.Combine(s_folder, "node", "server.js"), $"{port}");
        try
        {
            (await server.StandardOutput.ReadLineAsync(Now.Cancellation)).ShouldBe("ready");
            using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
            await InteropClient.Cases[name](new InteropClient(channel));
        }
        finally
        {
            server.Kill();
        }
    }

    private static async Task PassesAsync(string program, params string[] arguments)
    {
        var (exitCode, output) = await ForeignProcess.RunAsync(program, arguments);

        output.ShouldNotContain("FAILED");
        output.Split('\n').Count(line => line.EndsWith(": passed", StringComparison.Ordinal)).ShouldBe(InteropClient.Cases.Count);
        exitCode.ShouldBe(0);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
