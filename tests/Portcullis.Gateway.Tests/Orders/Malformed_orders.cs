using Google.Rpc;
using Grpc.Core;
using Portcullis.Gateway.Testing;

namespace Portcullis.Gateway.Tests.Orders;

/// <summary>What is malformed is refused with every fault at once, and touches no account.</summary>
public sealed class Malformed_orders(GatewayFixture fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>What is wrong, how an order is made so, and the fields that are named.</summary>
    private static readonly Dictionary<string, (Action<V1.SubmitRequest> Spoil, string Fields)> Cases = new()
    {
        ["zero quantity"] = (r => r.Quantity = "0", "quantity"),
        ["negative quantity"] = (r => r.Quantity = "-1", "quantity"),
        ["no quantity"] = (r => r.Quantity = "", "quantity"),
        ["NaN"] = (r => r.Quantity = "NaN", "quantity"),
        ["Infinity"] = (r => r.Quantity = "Infinity", "quantity"),
        ["an exponent"] = (r => r.Quantity = "1e5", "quantity"),
        ["a separator"] = (r => r.Quantity = "1,000", "quantity"),
        ["spaces"] = (r => r.Quantity = " 1", "quantity"),
        ["a plus sign"] = (r => r.Quantity = "+1", "quantity"),
        ["other digits"] = (r => r.Quantity = "٣", "quantity"),
        ["only a point"] = (r => r.Quantity = ".", "quantity"),
        ["a huge quantity"] = (r => r.Quantity = "1000000001", "quantity"),
        ["a quantity beyond any number"] = (r => r.Quantity = new string('9', 400), "quantity"),
        ["a wrong lot"] = (r => r.Quantity = "1.5", "quantity"),
        ["a limit order without its price"] = (r => r.Type = V1.OrderType.Limit, "limit_price"),
        ["a stop order without its price"] = (r => r.Type = V1.OrderType.Stop, "stop_price"),
        ["a stop-limit order without prices"] = (r => r.Type = V1.OrderType.StopLimit, "limit_price,stop_price"),
        ["a market order with a price"] = (r => r.LimitPrice = "165", "limit_price"),
        ["a wrong tick"] = (r => (r.Type, r.LimitPrice) = (V1.OrderType.Limit, "165.001"), "limit_price"),
        ["a price of zero"] = (r => (r.Type, r.LimitPrice) = (V1.OrderType.Limit, "0"), "limit_price"),
        ["a negative price"] = (r => (r.Type, r.StopPrice) = (V1.OrderType.Stop, "-165"), "stop_price"),
        ["a huge price"] = (r => (r.Type, r.LimitPrice) = (V1.OrderType.Limit, "1000000000.01"), "limit_price"),
        ["no side"] = (r => r.Side = V1.Side.Unspecified, "side"),
        ["an unknown side"] = (r => r.Side = (V1.Side)7, "side"),
        ["no type"] = (r => r.Type = V1.OrderType.Unspecified, "type"),
        ["an unknown type"] = (r => r.Type = (V1.OrderType)99, "type"),
        ["no time in force"] = (r => r.TimeInForce = V1.TimeInForce.Unspecified, "time_in_force"),
        ["an unknown time in force"] = (r => r.TimeInForce = (V1.TimeInForce)(-1), "time_in_force"),
        ["no instrument"] = (r => r.Symbol = "", "symbol"),
        ["an unknown instrument"] = (r => r.Symbol = "NOSUCH", "symbol"),
        ["no client order id"] = (r => r.ClientOrderId = "", "client_order_id"),
        ["a client order id with a space"] = (r => r.ClientOrderId = "a b", "client_order_id"),
        ["a client order id that is too long"] = (r => r.ClientOrderId = new string('x', 49), "client_order_id"),
        ["the client order id of a bracket's stop"] = (r => r.ClientOrderId = "x-sl", "client_order_id"),
        ["the client order id of a bracket's target"] = (r => r.ClientOrderId = "x-tp", "client_order_id"),
        ["a tag that is too long"] = (r => r.Tag = new string('x', 129), "tag"),
        ["a tag that no database keeps"] = (r => r.Tag = "a\0b", "tag"),
        ["a strategy that is too long"] = (r => r.Strategy = new string('x', 65), "strategy"),
        ["a strategy version that moves a cursor"] = (r => r.StrategyVersion = "\u001b[2J", "strategy_version"),
        ["a bracket without its stop"] = (r => r.Bracket = new() { TakeProfitPrice = "170" }, "bracket.stop_price"),
        ["a bracket's stop above a buy"] = (r => (r.Type, r.LimitPrice, r.Bracket) = (V1.OrderType.Limit, "165", new() { StopPrice = "166" }), "bracket.stop_price"),
        ["a bracket's target below its stop"] = (r => r.Bracket = new() { StopPrice = "160", TakeProfitPrice = "159" }, "bracket.take_profit_price"),
        ["everything at once"] = (
            r => (r.Quantity, r.Side, r.Type, r.LimitPrice, r.TimeInForce, r.Tag) = ("0", V1.Side.Unspecified, V1.OrderType.Limit, "x", V1.TimeInForce.Unspecified, "\0"),
            "limit_price,quantity,side,tag,time_in_force"),
    };

    public static TheoryData<string> CaseNames => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(CaseNames))]
    public async Task A_malformed_order_is_refused_with_every_fault(string name)
    {
        var account = await fixture.OpenAsync();
        var request = Access.Keys_and_callers.Submit(account, "order").Submit;
        Cases[name].Spoil(request);
        var orders = new V1.OrderGateway.OrderGatewayClient(fixture.Shared.Channel);

        var submitted = await Should.ThrowAsync<RpcException>(() => orders.SubmitAsync(request, fixture.Shared.AdminHeaders, cancellationToken: Ct).ResponseAsync);
        var previewed = await Should.ThrowAsync<RpcException>(() => orders.PreviewAsync(request, fixture.Shared.AdminHeaders, cancellationToken: Ct).ResponseAsync);

        submitted.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        FieldsOf(submitted).ShouldBe(Cases[name].Fields);
        FieldsOf(previewed).ShouldBe(Cases[name].Fields);
        (await fixture.Admin.Accounts.GetAsync(account, Ct)).Version.ShouldBe(1);
    }

    [Fact]
    public async Task A_decimal_number_at_each_bound_is_taken()
    {
        var account = await fixture.OpenAsync();
        var request = Access.Keys_and_callers.Submit(account, new string('x', 48)).Submit;
        (request.Quantity, request.Tag, request.Type, request.LimitPrice) = ("1000000000.000000000000", new string('x', 128), V1.OrderType.Limit, "1000000000.00");
        var orders = new V1.OrderGateway.OrderGatewayClient(fixture.Shared.Channel);

        (await orders.PreviewAsync(request, fixture.Shared.AdminHeaders, cancellationToken: Ct)).ClientOrderId.ShouldBe(request.ClientOrderId);
    }

    [Fact]
    public async Task An_order_for_an_account_that_nobody_opened_is_not_found()
    {
        var orders = new V1.OrderGateway.OrderGatewayClient(fixture.Shared.Channel);

        var refused = await Should.ThrowAsync<RpcException>(() => orders.SubmitAsync(Access.Keys_and_callers.Submit("nobody", "x").Submit, fixture.Shared.AdminHeaders, cancellationToken: Ct).ResponseAsync);

        refused.StatusCode.ShouldBe(StatusCode.NotFound);
        refused.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason.ShouldBe("ACCOUNT_UNKNOWN");
    }

    [Theory]
    [InlineData("")]
    [InlineData("UPPER")]
    [InlineData("1st")]
    [InlineData("a b")]
    [InlineData("a\0")]
    [InlineData("a-name-that-is-longer-than-thirty-two")]
    public async Task A_malformed_account_is_refused_by_every_call_that_names_one(string account)
    {
        var headers = fixture.Shared.AdminHeaders;
        var accounts = new V1.Accounts.AccountsClient(fixture.Shared.Channel);
        var calls = new Func<Task>[]
        {
            () => accounts.OpenAsync(new() { AccountId = account, Profile = TestPacks.Wide }, headers, cancellationToken: Ct).ResponseAsync,
            () => accounts.GetAsync(new() { AccountId = account }, headers, cancellationToken: Ct).ResponseAsync,
            () => accounts.Watch(new() { AccountId = account }, headers, cancellationToken: Ct).ResponseStream.MoveNext(Ct),
            () => new V1.Executions.ExecutionsClient(fixture.Shared.Channel).Watch(new() { AccountId = account }, headers, cancellationToken: Ct).ResponseStream.MoveNext(Ct),
            () => new V1.OrderGateway.OrderGatewayClient(fixture.Shared.Channel).FlattenAsync(new() { AccountId = account, Reason = "x" }, headers, cancellationToken: Ct).ResponseAsync,
        };

        foreach (var call in calls) (await Should.ThrowAsync<RpcException>(call)).StatusCode.ShouldBe(StatusCode.InvalidArgument);
    }

    [Theory]
    [InlineData(long.MaxValue, 0)]
    [InlineData(long.MinValue, 0)]
    [InlineData(0, int.MaxValue)]
    [InlineData(0, -1)]
    public async Task A_time_that_is_none_is_refused_wherever_it_stands(long seconds, int nanos)
    {
        var time = new Google.Protobuf.WellKnownTypes.Timestamp { Seconds = seconds, Nanos = nanos };
        var headers = fixture.Shared.AdminHeaders;
        var account = await fixture.OpenAsync();
        var execution = new V1.Execution { AccountId = account, ExecutionId = "e", OrderId = "o", Kind = V1.ExecutionKind.Acknowledged, At = time };
        var calls = new Func<Task>[]
        {
            () => new V1.Keys.KeysClient(fixture.Shared.Channel).CreateAsync(new() { Name = "x", Roles = { V1.Role.Auditor }, ExpiresAt = time }, headers, cancellationToken: Ct).ResponseAsync,
            () => new V1.Executions.ExecutionsClient(fixture.Shared.Channel).ReportAsync(new() { Executions = { execution } }, headers, cancellationToken: Ct).ResponseAsync,
            () => new V1.Simulation.SimulationClient(fixture.Shared.Channel).StepAsync(new() { AdvanceTo = time }, headers, cancellationToken: Ct).ResponseAsync,
            () => new V1.Simulation.SimulationClient(fixture.Shared.Channel).StepAsync(
                new() { Messages = { new V1.MarketDataMessage { Symbol = Market.Symbol, At = time, Quote = new() { Bid = "1", Ask = "2" } } } }, headers, cancellationToken: Ct).ResponseAsync,
        };

        foreach (var call in calls) (await Should.ThrowAsync<RpcException>(call)).StatusCode.ShouldBe(StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task A_clients_clock_that_runs_ahead_changes_nothing()
    {
        var account = await fixture.OpenAsync();
        var request = Access.Keys_and_callers.Submit(account, "early").Submit;
        request.SentAt = new() { Seconds = 253_402_300_799 };

        var decided = await new V1.OrderGateway.OrderGatewayClient(fixture.Shared.Channel).SubmitAsync(request, fixture.Shared.AdminHeaders, cancellationToken: Ct);

        decided.Verdict.ShouldBe(V1.Verdict.Approved);
        decided.DecidedAt.ToDateTimeOffset().ShouldBe(Market.Start);
    }

    private static string FieldsOf(RpcException refused) =>
        string.Join(',', refused.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(v => v.Field).Distinct().Order(StringComparer.Ordinal));
}
