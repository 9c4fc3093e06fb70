using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Portcullis.Grpc.Tests.Hosting;

namespace Portcullis.Grpc.Tests;

public sealed class InterceptorTests
{
    [Fact]
    public async Task Server_interceptors_stand_around_every_kind_of_call_in_their_order()
    {
        var trace = new Trace();
        await using var host = await GrpcHost.ServeAsync(
            new ScriptedService(),
            options =>
            {
                options.Interceptors.Add<Tracing>("outer");
                options.Interceptors.Add<Tracing>("inner");
            },
            services => services.AddSingleton(trace));

        await host.Client.UnaryCallAsync(new SimpleRequest(), cancellationToken: Now.Cancellation);
        using (var call = host.Client.StreamingOutputCall(ScriptedService.Sizes(1), cancellationToken: Now.Cancellation))
            (await call.ResponseStream.ReadAllAsync(Now.Cancellation).CountAsync(Now.Cancellation)).ShouldBe(1);
        using (var call = host.Client.StreamingInputCall(cancellationToken: Now.Cancellation))
        {
            await call.RequestStream.CompleteAsync();
            await call;
        }

        using (var call = host.Client.FullDuplexCall(cancellationToken: Now.Cancellation))
        {
            await call.RequestStream.CompleteAsync();
            (await call.ResponseStream.MoveNext(Now.Cancellation)).ShouldBeFalse();
        }

        trace.Lines.ShouldBe(
            "unary server client duplex".Split(' ').SelectMany(kind => new[] { $"outer {kind}", $"inner {kind}", $"/inner {kind}", $"/outer {kind}" }));
        trace.Disposed.ShouldBe(8);
    }

    [Fact]
    public async Task A_server_interceptor_may_refuse_a_call_and_pass_state_on()
    {
        object? state = null;
        await using var host = await GrpcHost.ServeAsync(
            new ScriptedService
            {
                Unary = (_, context) =>
                {
                    state = context.UserState["caller"];
                    return Task.FromResult(new SimpleResponse());
                },
            },
            options => options.Interceptors.Add<Gate>());

        (await Now.FailsAsync(() => host.Client.UnaryCallAsync(new SimpleRequest(), cancellationToken: Now.Cancellation).ResponseAsync))
            .StatusCode.ShouldBe(StatusCode.Unauthenticated);
        await host.Client.UnaryCallAsync(new SimpleRequest(), new Metadata { { "authorization", "Bearer bot" } }, cancellationToken: Now.Cancellation);

        state.ShouldBe("Bearer bot");
    }

    [Fact]
    public async Task Client_interceptors_see_a_call_first_to_last_and_may_change_it()
    {
        var seen = "";
        await using var host = await GrpcHost.ServeAsync(new ScriptedService
        {
            Unary = (_, context) =>
            {
                seen = string.Join(' ', context.RequestHeaders.GetAll("step").Select(entry => entry.Value));
                return Task.FromResult(new SimpleResponse());
            },
        });
        var invoker = host.Channel.Intercept(new Step("first"), new Step("second")).Intercept(headers => [.. headers, new Metadata.Entry("step", "outermost")]);
        var client = new TestService.TestServiceClient(invoker);

        await client.UnaryCallAsync(new SimpleRequest(), cancellationToken: Now.Cancellation);
        seen.ShouldBe("outermost, first, second");
#pragma warning disable xUnit1031 // The blocking call is what is tested.
        client.UnaryCall(new SimpleRequest(), cancellationToken: Now.Cancellation).ShouldNotBeNull();
#pragma warning restore xUnit1031
    }

    [Fact]
    public async Task Services_are_made_by_the_container_for_each_call_and_ended_with_it()
    {
        var (trace, ended) = await TwoCallsAsync(services => services.AddScoped<Scoped>());

        trace.Lines.ShouldBe(["scope 1", "scope 2"]);
        ended.ShouldBe(4);
    }

    [Theory]
    [InlineData(ServiceLifetime.Scoped)]
    [InlineData(ServiceLifetime.Transient)]
    public async Task Services_that_the_container_makes_for_each_call_are_asked_for_with_each(ServiceLifetime lifetime)
    {
        var (trace, ended) = await TwoCallsAsync(services =>
        {
            services.AddScoped<Scoped>();
            services.AddSingleton<ScopedService>();
            services.Add(new ServiceDescriptor(typeof(ScopedService), typeof(ScopedService), lifetime));
        });

        trace.Lines.ShouldBe(["scope 1", "scope 2"]);
        ended.ShouldBe(4);
    }

    [Fact]
    public async Task A_singleton_serves_every_call_and_ends_with_the_container()
    {
        var (trace, ended) = await TwoCallsAsync(services =>
        {
            services.AddSingleton<Scoped>();
            services.AddSingleton<ScopedService>();
        });

        trace.Lines.ShouldBe(["scope 1", "scope 1"]);
        ended.ShouldBe(0);
        trace.Disposed.ShouldBe(2);
    }

    /// <returns>What they left, and how many services had ended before their host did.</returns>
    private static async Task<(Trace Trace, int Ended)> TwoCallsAsync(Action<IServiceCollection> register)
    {
        var trace = new Trace();
        await using var host = await GrpcHost.StartAsync(
            services =>
            {
                services.AddGrpc();
                services.AddSingleton(trace);
                register(services);
            },
            application => application.MapGrpcService<ScopedService>());

        await host.Client.UnaryCallAsync(new SimpleRequest(), cancellationToken: Now.Cancellation);
        await host.Client.UnaryCallAsync(new SimpleRequest(), cancellationToken: Now.Cancellation);
        return (trace, trace.Disposed);
    }

    private sealed class Trace
    {
        private int _disposed;

        public List<string> Lines { get; } = [];

        public int Scopes { get; set; }

        public int Disposed => _disposed;

        public void Dispose() => Interlocked.Increment(ref _disposed);
    }

    private sealed class Scoped(Trace trace) : IDisposable
    {
        public int Number { get; } = ++trace.Scopes;

        public void Dispose() => trace.Dispose();
    }

    private sealed class ScopedService(Scoped scoped, Trace trace) : TestService.TestServiceBase, IDisposable
    {
        public override Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context)
        {
            trace.Lines.Add($"scope {scoped.Number}");
            return Task.FromResult(new SimpleResponse());
        }

        public void Dispose() => trace.Dispose();
    }

    private sealed class Gate : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            context.UserState["caller"] = context.RequestHeaders.GetValue("authorization")
                ?? throw new RpcException(new Status(StatusCode.Unauthenticated, "who are you?"));
            return continuation(request, context);
        }
    }

    private sealed class Step(string name) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation) =>
            continuation(request, new(context.Method, context.Host, context.Options.WithHeaders([.. context.Options.Headers ?? [], new Metadata.Entry("step", name)])));
    }

    private sealed class Tracing(string name, Trace trace) : Interceptor, IDisposable
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync("unary", () => continuation(request, context));

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync("client", () => continuation(requestStream, context));

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync("server", async () =>
            {
                await continuation(request, responseStream, context);
                return true;
            });

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync("duplex", async () =>
            {
                await continuation(requestStream, responseStream, context);
                return true;
            });

        public void Dispose() => trace.Dispose();

        private async Task<T> AroundAsync<T>(string kind, Func<Task<T>> call)
        {
            trace.Lines.Add($"{name} {kind}");
            var result = await call();
            trace.Lines.Add($"/{name} {kind}");
            return result;
        }
    }
}
