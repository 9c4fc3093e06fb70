using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Portcullis.Client.Tests.Fake;

/// <summary>
/// The services of the contracts on a real server, over an account book in memory, with faults to order: what the SDK is tested against. The
/// real gateway is met in the end-to-end tests.
/// </summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    public const string Key = "secret-key";

    private readonly WebApplication _host;
    private readonly ConcurrentQueue<Exception> _failures = new();

    private FakeGateway(WebApplication host) => _host = host;

    public Uri Address => new(_host.Urls.First());

    public Book Book { get; } = new();

    /// <summary>Headers of every call that came in.</summary>
    public ConcurrentQueue<Metadata> Calls { get; } = new();

    /// <summary>So many next answers are lost: the work is done, then the connection breaks.</summary>
    public int AnswersToLose { get; set; }

    /// <summary>The trade stream breaks when it has read so many more requests, and opens the gate for the next one; null: never.</summary>
    public int? TradeBreaksAfter { get; set; }

    /// <summary>Answers on the trade stream wait for it.</summary>
    public TaskCompletionSource Gate { get; set; } = Opened();

    public static async Task<FakeGateway> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc();
        FakeGateway? gateway = null;
        builder.Services.AddSingleton(_ => gateway!);
        var host = builder.Build();
        gateway = new FakeGateway(host);
        host.UseRouting();
        host.MapGrpcService<FakeOrders>();
        host.MapGrpcService<FakeAccounts>();
        host.MapGrpcService<FakeExecutions>();
        host.MapGrpcService<FakeMarket>();
        host.MapGrpcService<FakeSimulation>();
        host.MapGrpcService<FakeJournal>();
        host.MapGrpcService<FakeControls>();
        host.MapGrpcService<FakeKeys>();
        host.MapGrpcService<FakeReports>();
        await host.StartAsync();
        return gateway;
    }

    public PortcullisClient Connect(Func<PortcullisClientOptions, PortcullisClientOptions>? configure = null)
    {
        var options = new PortcullisClientOptions { Address = Address, ApiKey = Key };
        return new PortcullisClient(configure?.Invoke(options) ?? options);
    }

    /// <summary>The next calls fail so, one each.</summary>
    public void Fail(params IEnumerable<Exception> failures)
    {
        foreach (var failure in failures)
            _failures.Enqueue(failure);
    }

    /// <summary>What every call goes through.</summary>
    public void Enter(ServerCallContext context)
    {
        Calls.Enqueue(context.RequestHeaders);
        if (_failures.TryDequeue(out var failure))
            throw failure;
        if (context.RequestHeaders.GetValue("authorization") != $"Bearer {Key}")
            throw Failures.Status(StatusCode.Unauthenticated, "no such key", new Google.Rpc.ErrorInfo { Reason = "KEY_UNKNOWN" });
    }

    public T Leave<T>(ServerCallContext context, T answer)
    {
        if (AnswersToLose > 0)
        {
            AnswersToLose--;
            Break(context);
        }

        return answer;
    }

    /// <summary>The connection is gone, with everything on it.</summary>
    public static void Break(ServerCallContext context) => context.GetHttpContext().Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _host.StopAsync(now.Token);
        await _host.DisposeAsync();
    }

    public static TaskCompletionSource Opened()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        gate.SetResult();
        return gate;
    }
}
