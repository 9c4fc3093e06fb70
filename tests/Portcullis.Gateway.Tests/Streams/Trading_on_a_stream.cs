using Grpc.Core;
using Portcullis.Gateway.Testing;

namespace Portcullis.Gateway.Tests.Streams;

public sealed class Trading_on_a_stream(GatewayFixture fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_are_answered_in_the_order_they_were_sent()
    {
        var account = await fixture.OpenAsync(broker: "external");
        using var call = Open();
        var ids = Enumerable.Range(0, 300).Select(i => $"o-{i}").ToArray();

        var sending = SendAsync(call, ids.Select(id => Access.Keys_and_callers.Submit(account, id)));
        var replies = await call.ResponseStream.ReadAllAsync(Ct).ToListAsync(Ct);
        await sending;

        replies.Select(r => r.RequestId).ShouldBe(ids);
        replies.ShouldAllBe(r => r.Decision.Verdict == V1.Verdict.Approved);
        replies.Select(r => r.Decision.Version).ShouldBeInOrder(SortDirection.Ascending);
    }

    [Fact]
    public async Task Orders_are_decided_in_the_order_they_were_sent_also_while_controls_move()
    {
        await using var gateway = await fixture.StartAsync(cancellationToken: Ct);
        await gateway.Admin.Accounts.OpenAsync("a", TestPacks.Wide, broker: "external", cancellation: Ct);
        using var call = new V1.OrderGateway.OrderGatewayClient(gateway.Channel).Trade(gateway.AdminHeaders, cancellationToken: Ct);
        var sending = SendAsync(call, Enumerable.Range(0, 400).Select(i => Access.Keys_and_callers.Submit("a", $"o-{i}")));
        var answering = call.ResponseStream.ReadAllAsync(Ct).ToListAsync(Ct).AsTask();

        for (var moved = 0; !answering.IsCompleted; moved++) await gateway.Admin.Controls.HaltAsync(Client.Scope.Strategy($"s-{moved}"), "test", Ct);
        await sending;

        var decisions = (await answering).Select(r => r.Decision).ToArray();
        decisions.ShouldAllBe(d => d.Verdict == V1.Verdict.Approved);
        decisions.Select(d => d.Version).ShouldBeInOrder(SortDirection.Ascending);
        decisions[^1].ControlVersion.ShouldBeGreaterThan(decisions[0].ControlVersion);
    }

    [Fact]
    public async Task An_orders_answer_comes_before_its_updates()
    {
        var account = await fixture.OpenAsync();
        using var call = Open();
        await call.RequestStream.WriteAsync(new() { Watch = new() { AccountId = account, AfterVersion = 0 } }, Ct);
        for (var i = 0; i < 20; i++) await call.RequestStream.WriteAsync(Access.Keys_and_callers.Submit(account, $"o-{i}"), Ct);

        var replies = await call.ResponseStream.ReadAllAsync(Ct).Take(4 * 20).ToListAsync(Ct);

        var answered = new HashSet<string>();
        foreach (var reply in replies)
        {
            if (reply.Decision is { } decision) answered.Add(decision.OrderId);
            else answered.ShouldContain(reply.Update.OrderId);
        }
    }

    [Fact]
    public async Task A_request_that_fails_is_told_so_and_the_stream_goes_on()
    {
        var account = await fixture.OpenAsync();
        using var call = Open();
        var malformed = Access.Keys_and_callers.Submit(account, "malformed");
        (malformed.Submit.Quantity, malformed.Submit.Side) = ("0", V1.Side.Unspecified);
        V1.TradeRequest[] requests =
        [
            malformed,
            new() { RequestId = "empty" },
            new() { RequestId = "unknown", Cancel = new() { AccountId = account, ClientOrderId = "never" } },
            Access.Keys_and_callers.Submit("nobody", "no-account"),
            Access.Keys_and_callers.Submit(account, "good"),
            Access.Keys_and_callers.Submit(account, "good"),
        ];
        await SendAsync(call, requests);

        var replies = await call.ResponseStream.ReadAllAsync(Ct).ToListAsync(Ct);

        replies.Select(r => r.Error?.Code).ShouldBe([(int)StatusCode.InvalidArgument, (int)StatusCode.InvalidArgument, (int)StatusCode.NotFound, (int)StatusCode.NotFound, null, null]);
        replies[0].Error.FieldViolations.Select(v => v.Field).ShouldBe(["side", "quantity"], ignoreOrder: true);
        (replies[4].Decision.Duplicate, replies[5].Decision.Duplicate).ShouldBe((false, true));
    }

    [Fact]
    public async Task More_watches_than_a_stream_may_have_are_refused_one_by_one()
    {
        var account = await fixture.OpenAsync();
        using var call = Open();
        for (var i = 0; i <= 16; i++) await call.RequestStream.WriteAsync(new() { RequestId = $"w-{i}", Watch = new() { AccountId = account, AfterVersion = -1 } }, Ct);

        (await call.ResponseStream.MoveNext(Ct)).ShouldBeTrue();

        (call.ResponseStream.Current.RequestId, call.ResponseStream.Current.Error.Code).ShouldBe(("w-16", (int)StatusCode.InvalidArgument));
    }

    [Fact]
    public async Task What_a_client_sent_before_it_vanished_stands_and_nothing_of_it_is_left_running()
    {
        await using var gateway = await fixture.StartAsync(cancellationToken: Ct);
        await gateway.Admin.Accounts.OpenAsync("a", TestPacks.Wide, cancellation: Ct);
        var orders = new V1.OrderGateway.OrderGatewayClient(gateway.Channel);
        using (var call = orders.Trade(gateway.AdminHeaders, cancellationToken: Ct))
        {
            await call.RequestStream.WriteAsync(new() { Watch = new() { AccountId = "a" } }, Ct);
            for (var i = 0; i < 40; i++) await call.RequestStream.WriteAsync(Access.Keys_and_callers.Submit("a", $"o-{i}"), Ct);
            (await call.ResponseStream.MoveNext(Ct)).ShouldBeTrue();
        }

        // The stream has gone without a word; whatever it had begun is in the journal, each order once and decided in the order sent.
        var after = await gateway.Admin.Orders.SubmitAsync(Market.Buy("a", "after"), Ct);
        after.Duplicate.ShouldBeFalse();
        var decided = await gateway.Admin.Journal.ReadAsync("a", types: ["order_decided"], cancellation: Ct).Select(e => ClientId(e.Json)).ToListAsync(Ct);
        var streamed = decided.Where(id => id != "after").ToArray();
        streamed.ShouldNotBeEmpty();
        streamed.ShouldBe(Enumerable.Range(0, streamed.Length).Select(i => $"o-{i}"));
    }

    private static string ClientId(string json) => System.Text.Json.Nodes.JsonNode.Parse(json)!["request"]!["clientOrderId"]!.GetValue<string>();

    private AsyncDuplexStreamingCall<V1.TradeRequest, V1.TradeReply> Open() =>
        new V1.OrderGateway.OrderGatewayClient(fixture.Shared.Channel).Trade(fixture.Shared.AdminHeaders, cancellationToken: Ct);

    private static async Task SendAsync(AsyncDuplexStreamingCall<V1.TradeRequest, V1.TradeReply> call, IEnumerable<V1.TradeRequest> requests)
    {
        foreach (var request in requests) await call.RequestStream.WriteAsync(request, Ct);
        await call.RequestStream.CompleteAsync();
    }
}
