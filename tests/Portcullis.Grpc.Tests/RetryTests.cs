using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using Grpc.Testing;
using Portcullis.Grpc.Tests.Hosting;

namespace Portcullis.Grpc.Tests;

public sealed class RetryTests
{
    private readonly List<string?> _previous = [];

    [Fact]
    public async Task A_call_is_tried_again_until_it_succeeds_and_says_how_often()
    {
        await using var host = await GrpcHost.ServeAsync(FailingTimes(2));
        using var channel = Channel(host, Policy());

        var response = await Client(channel).UnaryCallAsync(new SimpleRequest { Payload = ScriptedService.Bytes(10) }, cancellationToken: Now.Cancellation);

        response.Payload.Body.Length.ShouldBe(10);
        _previous.ShouldBe([null, "1", "2"]);
    }

    [Fact]
    public async Task The_last_attempts_failure_is_the_calls()
    {
        await using var host = await GrpcHost.ServeAsync(FailingTimes(int.MaxValue));
        using var channel = Channel(host, Policy(maxAttempts: 3));

        (await Now.FailsAsync(() => CallAsync(channel))).StatusCode.ShouldBe(StatusCode.Unavailable);
        _previous.Count.ShouldBe(3);
    }

    [Fact]
    public async Task The_channel_bounds_the_attempts_of_every_policy()
    {
        await using var host = await GrpcHost.ServeAsync(FailingTimes(int.MaxValue));
        using var channel = Channel(host, Policy(maxAttempts: 100), options => options.MaxRetryAttempts = 2);

        await Now.FailsAsync(() => CallAsync(channel));
        _previous.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_status_outside_the_policy_is_final()
    {
        await using var host = await GrpcHost.ServeAsync(FailingTimes(int.MaxValue, StatusCode.InvalidArgument));
        using var channel = Channel(host, Policy());

        (await Now.FailsAsync(() => CallAsync(channel))).StatusCode.ShouldBe(StatusCode.InvalidArgument);
        _previous.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_response_that_has_begun_binds_the_call()
    {
        await using var host = await GrpcHost.ServeAsync(new ScriptedService
        {
            Unary = async (_, context) =>
            {
                _previous.Add(null);
                await context.WriteResponseHeadersAsync([]);
                throw new RpcException(new Status(StatusCode.Unavailable, ""));
            },
        });
        using var channel = Channel(host, Policy());

        (await Now.FailsAsync(() => CallAsync(channel))).StatusCode.ShouldBe(StatusCode.Unavailable);
        _previous.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("1", 3)]
    [InlineData("-1", 1)]
    [InlineData("soon", 1)]
    public async Task The_server_may_push_back(string pushback, int attempts)
    {
        await using var host = await GrpcHost.ServeAsync(FailingTimes(2, pushback: pushback));
        using var channel = Channel(host, Policy(initial: TimeSpan.FromHours(1)));

        await Record.ExceptionAsync(() => CallAsync(channel));

        _previous.Count.ShouldBe(attempts);
    }

    [Fact]
    public async Task A_deadline_covers_all_attempts_and_the_waits_between_them()
    {
        await using var host = await GrpcHost.ServeAsync(FailingTimes(int.MaxValue));
        using var channel = Channel(host, Policy(initial: TimeSpan.FromHours(10)));

        var error = await Now.FailsAsync(() => Client(channel).UnaryCallAsync(new SimpleRequest(), deadline: Now.In(3_000), cancellationToken: Now.Cancellation).ResponseAsync);

        error.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        _previous.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_cancellation_ends_the_wait_for_the_next_attempt()
    {
        var failed = new TaskCompletionSource();
        await using var host = await GrpcHost.ServeAsync(new ScriptedService
        {
            Unary = (_, context) =>
            {
                failed.TrySetResult();
                var trailers = new Metadata { { "grpc-retry-pushback-ms", "3600000" } };
                throw new RpcException(new Status(StatusCode.Unavailable, ""), trailers);
            },
        });
        using var channel = Channel(host, Policy());
        using var cancels = new CancellationTokenSource();
        var call = Client(channel).UnaryCallAsync(new SimpleRequest(), cancellationToken: cancels.Token);
        await failed.Task.WaitAsync(Now.Cancellation);

        await cancels.CancelAsync();

        (await Now.FailsAsync(() => call.ResponseAsync)).StatusCode.ShouldBe(StatusCode.Cancelled);
    }

    [Fact]
    public async Task Too_many_failures_stop_retries_of_the_whole_channel()
    {
        await using var host = await GrpcHost.ServeAsync(FailingTimes(int.MaxValue));
        var config = Policy(maxAttempts: 5);
        config.RetryThrottling = new RetryThrottlingPolicy { MaxTokens = 4, TokenRatio = 0.1 };
        using var channel = Channel(host, config);

        await Now.FailsAsync(() => CallAsync(channel));
        _previous.Count.ShouldBe(2, "the second failure leaves half of the tokens");
        await Now.FailsAsync(() => CallAsync(channel));
        _previous.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_stream_of_requests_is_sent_again_from_its_first_message()
    {
        var attempts = 0;
        await using var host = await GrpcHost.ServeAsync(new ScriptedService
        {
            Duplex = async (requests, responses, _) =>
            {
                var first = ++attempts == 1;
                for (var count = 1; await requests.MoveNext(CancellationToken.None); count++)
                    if (first && count == 2)
                        throw new RpcException(new Status(StatusCode.Unavailable, ""));
                    else if (!first)
                        await responses.WriteAsync(new StreamingOutputCallResponse { Payload = requests.Current.Payload }, CancellationToken.None);
            },
        });
        using var channel = Channel(host, Policy());
        using var call = Client(channel).FullDuplexCall(cancellationToken: Now.Cancellation);

        foreach (var size in new[] { 1, 2, 3 })
            await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { Payload = ScriptedService.Bytes(size) }, Now.Cancellation);
        await call.RequestStream.CompleteAsync();

        (await call.ResponseStream.ReadAllAsync(Now.Cancellation).Select(response => response.Payload.Body.Length).ToListAsync(Now.Cancellation)).ShouldBe([1, 2, 3]);
        attempts.ShouldBe(2);
    }

    [Fact]
    public async Task A_request_above_the_buffer_is_sent_once_only_and_nothing_is_kept_after_a_call()
    {
        await using var host = await GrpcHost.ServeAsync(FailingTimes(1));
        using var channel = Channel(host, Policy(), options => options.MaxRetryBufferPerCallSize = 100);

        await Now.FailsAsync(() => Client(channel).UnaryCallAsync(new SimpleRequest { Payload = ScriptedService.Bytes(200) }, cancellationToken: Now.Cancellation).ResponseAsync);
        _previous.Count.ShouldBe(1);
        await CallAsync(channel);
        channel.RetryBuffer.Kept.ShouldBe(0);
    }

    [Fact]
    public async Task The_most_exact_name_has_the_policy()
    {
        await using var host = await GrpcHost.ServeAsync(FailingTimes(int.MaxValue));
        var config = Policy(maxAttempts: 4);
        config.MethodConfigs[0].Names[0] = new MethodName { Service = "grpc.testing.TestService" };
        config.MethodConfigs.Add(new MethodConfig { Names = { new MethodName { Service = "grpc.testing.TestService", Method = "UnaryCall" } } });
        using var channel = Channel(host, config);

        await Now.FailsAsync(() => CallAsync(channel));
        _previous.Count.ShouldBe(1, "the method's own config has no policy");
    }

    [Fact]
    public void A_policy_without_its_values_is_refused()
    {
        var config = Policy();
        config.MethodConfigs[0].RetryPolicy!.MaxAttempts = 1;

        Should.Throw<InvalidOperationException>(() => GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { ServiceConfig = config }));
    }

    private static ServiceConfig Policy(int maxAttempts = 5, TimeSpan? initial = null) => new()
    {
        MethodConfigs =
        {
            new MethodConfig
            {
                Names = { MethodName.Default },
                RetryPolicy = new RetryPolicy
                {
                    MaxAttempts = maxAttempts,
                    InitialBackoff = initial ?? TimeSpan.FromMilliseconds(1),
                    MaxBackoff = initial ?? TimeSpan.FromMilliseconds(5),
                    BackoffMultiplier = 1.5,
                    RetryableStatusCodes = { StatusCode.Unavailable },
                },
            },
        },
    };

    private static GrpcChannel Channel(GrpcHost host, ServiceConfig config, Action<GrpcChannelOptions>? configure = null) => host.NewChannel(options =>
    {
        options.ServiceConfig = config;
        configure?.Invoke(options);
    });

    private static TestService.TestServiceClient Client(GrpcChannel channel) => new(channel);

    private static Task<SimpleResponse> CallAsync(GrpcChannel channel) =>
        Client(channel).UnaryCallAsync(new SimpleRequest(), cancellationToken: Now.Cancellation).ResponseAsync;

    private ScriptedService FailingTimes(int times, StatusCode code = StatusCode.Unavailable, string? pushback = null) => new()
    {
        Unary = (request, context) =>
        {
            _previous.Add(context.RequestHeaders.GetValue("grpc-previous-rpc-attempts"));
            if (_previous.Count > times)
                return Task.FromResult(new SimpleResponse { Payload = request.Payload });
            var trailers = new Metadata();
            if (pushback is not null)
                trailers.Add("grpc-retry-pushback-ms", pushback);
            throw new RpcException(new Status(code, "not yet"), trailers);
        },
    };
}
