using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Portcullis.Grpc.Tests.Hosting;
using Portcullis.V1;

namespace Portcullis.Grpc.Tests;

/// <summary>The example clients of other languages, with stubs from our contracts by their own tools, against a service of that contract.</summary>
public sealed class ExampleClientsTests : IAsyncLifetime
{
    private GrpcHost _host = null!;

    private static string Clients { get; } = Path.Combine(ForeignProcess.Root, "clients");

    public async ValueTask InitializeAsync() => _host = await GrpcHost.StartAsync(
        services => services.AddGrpc(), application => application.MapGrpcService<Gateway>());

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_python_client_submits_an_order_and_reads_every_violation()
    {
        Assert.SkipUnless((await ForeignProcess.RunAsync(ForeignProcess.Python, "-c", "import grpc, google.protobuf")).ExitCode == 0, "python3-grpcio is not installed.");
        var (made, output) = await ForeignProcess.RunAsync("env", $"PYTHON={ForeignProcess.Python}", Path.Combine(Clients, "python", "generate"));
        Assert.SkipUnless(made == 0, $"Neither grpc_tools nor protoc with grpc_python_plugin is installed. {output}");

        await SubmitAsync(ForeignProcess.Python, Path.Combine(Clients, "python", "submit_order.py"));
    }

    [Fact]
    public async Task The_node_client_submits_an_order_and_reads_every_violation()
    {
        Assert.SkipUnless(await ForeignProcess.PrepareNodeAsync(Path.Combine(Clients, "node")), "@grpc/grpc-js is not installed and can't be.");

        await SubmitAsync("node", Path.Combine(Clients, "node", "submit-order.js"));
    }

    private async Task SubmitAsync(string program, string script)
    {
        string[] order = [script, "--target", _host.Address.Authority, "--key", "k", "--account", "A-1", "--symbol", "ESZ6", "--side", "buy", "--limit", "4512.25"];

        var (approved, decision) = await ForeignProcess.RunAsync(program, [.. order, "--quantity", "3", "--allow-resize"]);
        decision.ReplaceLineEndings("\n").Trim().ShouldBe("VERDICT_RESIZED 2 O-1\n  MAX_CONTRACTS: at most two (3 <= 2)");
        approved.ShouldBe(0);

        var (refused, error) = await ForeignProcess.RunAsync(program, [.. order, "--quantity=-1"]);
        error.ReplaceLineEndings("\n").Trim().ShouldBe("INVALID_ARGUMENT: one field is wrong\n  quantity: must be positive\n  MALFORMED (portcullis)\n  again in 1.5 s");
        refused.ShouldBe(1);
    }

    private sealed class Gateway : OrderGateway.OrderGatewayBase
    {
        public override Task<OrderDecision> Submit(SubmitRequest request, ServerCallContext context)
        {
            context.RequestHeaders.GetValue("authorization").ShouldBe("Bearer k");
            context.RequestHeaders.GetValue("x-account-id").ShouldBe("A-1");
            context.Deadline.ShouldNotBe(DateTime.MaxValue);
            (request.AccountId, request.Symbol, request.Side, request.Type, request.LimitPrice).ShouldBe(("A-1", "ESZ6", Side.Buy, OrderType.Limit, "4512.25"));
            return request.Quantity == "-1" ? throw Malformed() : Task.FromResult(new OrderDecision
            {
                OrderId = "O-1",
                Verdict = request.AllowResize ? Verdict.Resized : Verdict.Rejected,
                ApprovedQuantity = "2",
                Violations = { new Violation { Code = "MAX_CONTRACTS", Message = "at most two", LeftValue = "3", Operator = "<=", RightValue = "2" } },
            });
        }

        private static RpcException Malformed() => new Google.Rpc.Status
        {
            Code = (int)Code.InvalidArgument,
            Message = "one field is wrong",
            Details =
            {
                Any.Pack(new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = "quantity", Description = "must be positive" } } }),
                Any.Pack(new ErrorInfo { Reason = "MALFORMED", Domain = "portcullis" }),
                Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(1.5)) }),
            },
        }.ToRpcException();
    }
}
