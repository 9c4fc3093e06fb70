using Grpc.Core;
using Portcullis.Client.Tests.Fake;

namespace Portcullis.Client.Tests.Sdk;

public sealed class SubmittingOrders : IAsyncLifetime
{
    private readonly RecordingTime _time = new();
    private FakeGateway _gateway = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _gateway = await FakeGateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_decision_carries_exact_numbers()
    {
        using var client = _gateway.Connect();

        var decision = await client.Orders.SubmitAsync(Orders.Buy("b-1", 2.5m), Cancellation);

        decision.Verdict.ShouldBe(Verdict.Approved);
        decision.IsApproved.ShouldBeTrue();
        decision.ApprovedQuantity.ShouldBe(2.5m);
        decision.RiskAmount.ShouldBe(137.50m);
        decision.MaxQuantity.ShouldBeNull();
        decision.Headroom.Single().Slack.ShouldBe(862.50m);
    }

    [Fact]
    public async Task A_rejection_is_an_answer_with_every_number()
    {
        using var client = _gateway.Connect();

        var decision = await client.Orders.SubmitAsync(Orders.Buy("b-1", 500m), Cancellation);

        decision.IsApproved.ShouldBeFalse();
        var violation = decision.Violations.Single();
        violation.Code.ShouldBe("ORDER_SIZE");
        violation.OverBy.ShouldBe(490m);
        violation.Unit.ShouldBe("contracts");
    }

    [Fact]
    public async Task An_order_is_asked_again_while_the_gateway_cannot_record()
    {
        using var client = _gateway.Connect(options => options with { TimeProvider = _time });
        _gateway.Fail(Failures.Unavailable(), Failures.Unavailable());

        var decision = await client.Orders.SubmitAsync(Orders.Buy("b-1"), Cancellation);

        decision.IsApproved.ShouldBeTrue();
        _gateway.Calls.Count.ShouldBe(3);
        _time.Pauses.Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_order_whose_answer_was_lost_gets_the_recorded_decision()
    {
        using var client = _gateway.Connect(options => options with { TimeProvider = _time });
        _gateway.AnswersToLose = 1;

        var decision = await client.Orders.SubmitAsync(Orders.Buy("b-1"), Cancellation);

        decision.Duplicate.ShouldBeTrue();
        decision.OrderId.ShouldBe("order-1");
        _gateway.Book.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task A_gateway_that_stays_unavailable_is_asked_as_often_as_the_policy_says()
    {
        using var client = _gateway.Connect(options => options with { TimeProvider = _time, Retry = new RetryPolicy { MaxAttempts = 3 } });
        _gateway.Fail(Enumerable.Repeat(Failures.Unavailable(), 9));

        var failure = await Should.ThrowAsync<UnavailableException>(() => client.Orders.SubmitAsync(Orders.Buy("b-1"), Cancellation));

        failure.Message.ShouldBe("the journal cannot be written");
        _gateway.Calls.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_pause_is_no_shorter_than_the_gateway_asks_for()
    {
        using var client = _gateway.Connect(options => options with { TimeProvider = _time });
        _gateway.Fail(Failures.Unavailable(TimeSpan.FromSeconds(3)));

        await client.Orders.SubmitAsync(Orders.Buy("b-1"), Cancellation);

        _time.Pauses.ShouldContain(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_pause_that_would_outlast_the_deadline_is_not_begun()
    {
        using var client = _gateway.Connect(options => options with { TimeProvider = _time });
        _gateway.Fail(Failures.Unavailable(TimeSpan.FromMinutes(5)));

        var failure = await Should.ThrowAsync<UnavailableException>(() => client.Orders.SubmitAsync(Orders.Buy("b-1"), Cancellation));

        failure.RetryAfter.ShouldBe(TimeSpan.FromMinutes(5));
        _gateway.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_malformed_order_is_told_every_field_at_once()
    {
        using var client = _gateway.Connect();
        _gateway.Fail(Failures.Malformed(("quantity", "must be positive"), ("limit_price", "not a multiple of 0.25")));

        var failure = await Should.ThrowAsync<InvalidRequestException>(() => client.Orders.SubmitAsync(Orders.Buy("b-1"), Cancellation));

        failure.FieldViolations.ShouldBe([new("quantity", "must be positive"), new("limit_price", "not a multiple of 0.25")]);
        failure.Message.ShouldBe("malformed: quantity: must be positive; limit_price: not a multiple of 0.25");
        _gateway.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_id_used_with_other_content_is_a_conflict()
    {
        using var client = _gateway.Connect();
        await client.Orders.SubmitAsync(Orders.Buy("b-1"), Cancellation);

        var failure = await Should.ThrowAsync<ConflictException>(() => client.Orders.SubmitAsync(Orders.Buy("b-1", 2m), Cancellation));

        failure.Status.ShouldBe(StatusCode.AlreadyExists);
    }

    [Fact]
    public async Task A_wrong_key_is_refused_with_a_stable_reason()
    {
        using var client = _gateway.Connect(options => options with { ApiKey = "another" });

        var failure = await Should.ThrowAsync<AccessDeniedException>(() => client.Orders.SubmitAsync(Orders.Buy("b-1"), Cancellation));

        failure.Reason.ShouldBe("KEY_UNKNOWN");
    }

    [Fact]
    public async Task A_key_is_read_from_its_file()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, FakeGateway.Key + "\n", Cancellation);
        using var client = _gateway.Connect(options => options with { ApiKey = null, ApiKeyFile = file });

        (await client.Orders.SubmitAsync(Orders.Buy("b-1"), Cancellation)).IsApproved.ShouldBeTrue();
        File.Delete(file);
    }

    [Fact]
    public async Task A_gateway_that_is_not_there_is_unavailable()
    {
        using var client = new PortcullisClient(new() { Address = new Uri("http://127.0.0.1:1"), Retry = RetryPolicy.None });

        await Should.ThrowAsync<UnavailableException>(() => client.Orders.SubmitAsync(Orders.Buy("b-1"), Cancellation));
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_told_so()
    {
        using var client = _gateway.Connect(options => options with { Retry = new RetryPolicy { InitialBackoff = TimeSpan.FromHours(1), MaxBackoff = TimeSpan.FromHours(1) }, Timeout = Timeout.InfiniteTimeSpan });
        _gateway.Fail(Failures.Unavailable());
        using var giveUp = new CancellationTokenSource();

        var asking = client.Orders.SubmitAsync(Orders.Buy("b-1"), giveUp.Token);
        await giveUp.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public async Task What_is_not_safe_to_repeat_is_asked_once()
    {
        using var client = _gateway.Connect(options => options with { TimeProvider = _time });

        _gateway.Fail(Failures.Unavailable());
        await Should.ThrowAsync<UnavailableException>(() => client.Keys.CreateAsync("bot", [Role.Trader], ["desk-1"], cancellation: Cancellation));
        _gateway.Fail(Failures.Unavailable());
        await Should.ThrowAsync<UnavailableException>(() => client.Simulation.StepAsync([], DateTimeOffset.UnixEpoch, Cancellation));

        _gateway.Calls.Count.ShouldBe(2);
    }
}
