using Portcullis.Client;
using Portcullis.Gateway.Testing;
using Portcullis.Grpc.Tests;

namespace Portcullis.Gateway.Tests.Orders;

/// <summary>
/// The example clients of <c>clients/python</c> and <c>clients/node</c>, with stubs that their own languages' official tools make of our
/// contracts. A language that the machine does not have is skipped by name.
/// </summary>
public sealed class Clients_of_other_languages(GatewayFixture fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Clients { get; } = Path.Combine(ForeignProcess.Root, "clients");

    [Fact]
    public async Task The_python_client_submits_orders_and_reads_every_violation()
    {
        Assert.SkipUnless((await ForeignProcess.RunAsync(ForeignProcess.Python, "-c", "import grpc, google.protobuf")).ExitCode == 0, "python3-grpcio is not installed.");
        var (made, output) = await ForeignProcess.RunAsync("env", $"PYTHON={ForeignProcess.Python}", Path.Combine(Clients, "python", "generate"));
        Assert.SkipUnless(made == 0, $"Neither grpc_tools nor protoc with grpc_python_plugin is installed. {output}");

        await SubmitsAsync(ForeignProcess.Python, Path.Combine(Clients, "python", "submit_order.py"));
    }

    [Fact]
    public async Task The_node_client_submits_orders_and_reads_every_violation()
    {
        Assert.SkipUnless(await ForeignProcess.PrepareNodeAsync(Path.Combine(Clients, "node")), "@grpc/grpc-js is not installed and can't be.");

        await SubmitsAsync("node", Path.Combine(Clients, "node", "submit-order.js"));
    }

    private async Task SubmitsAsync(string program, string script)
    {
        var account = await fixture.OpenAsync(TestPacks.Tight);
        var key = await fixture.Shared.KeyAsync([Role.Trader], [account], Ct);
        string[] order = [script, "--target", fixture.Shared.Address.Authority, "--account", account, "--symbol", Market.Symbol, "--side", "buy", "--limit", "165.00"];

        var (code, decision) = await RunAsync(key, "--id", "first", "--quantity", "2");
        (code, Lines(decision)[0][..19]).ShouldBe((0, "VERDICT_APPROVED 2 "), decision);

        // The same client order id gets the recorded decision.
        (await RunAsync(key, "--id", "first", "--quantity", "2")).ShouldBe((0, decision));

        var (_, rejected) = await RunAsync(key, "--id", "second", "--quantity", "20");
        Lines(rejected)[0].ShouldStartWith("VERDICT_REJECTED 0");
        Lines(rejected)[1..].ShouldContain(line => line.StartsWith("  MAX_", StringComparison.Ordinal) && line.EndsWith(" <= 10)", StringComparison.Ordinal), rejected);

        var (failed, malformed) = await RunAsync(key, "--id", "third", "--quantity=-1");
        failed.ShouldBe(1);
        Lines(malformed)[0].ShouldStartWith("INVALID_ARGUMENT: ");
        Lines(malformed).ShouldContain(line => line.StartsWith("  quantity: ", StringComparison.Ordinal), malformed);

        var (refused, error) = await RunAsync("pc_nobody", "--id", "fourth", "--quantity", "1");
        refused.ShouldBe(1);
        Lines(error)[0].ShouldStartWith("UNAUTHENTICATED: ");

        (await fixture.Admin.Accounts.GetAsync(account, Ct)).Version.ShouldBeGreaterThan(1);

        Task<(int ExitCode, string Output)> RunAsync(string secret, params string[] more) => ForeignProcess.RunAsync(program, [.. order, "--key", secret, .. more]);
    }

    private static string[] Lines(string output) => output.ReplaceLineEndings("\n").TrimEnd().Split('\n');
}
