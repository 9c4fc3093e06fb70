using System.Net;
using Grpc.AspNetCore.Server;
using Grpc.Net.Client;
using Grpc.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Portcullis.Grpc.Tests.Hosting;

/// <summary>A real server on the loopback address for one test, and a channel to it.</summary>
internal sealed class GrpcHost : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly bool _errorsExpected;

    private GrpcHost(WebApplication application, RecordedLog log, bool errorsExpected, bool tls)
    {
        _application = application;
        _errorsExpected = errorsExpected;
        Log = log;
        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Address = new Uri(address.Replace("127.0.0.1", tls ? "localhost" : "127.0.0.1", StringComparison.Ordinal));
        Channel = tls ? null! : GrpcChannel.ForAddress(Address);
    }

    public Uri Address { get; }

    public GrpcChannel Channel { get; }

    public TestService.TestServiceClient Client => new(Channel);

    public RecordedLog Log { get; }

    public IServiceProvider Services => _application.Services;

    public RunningCalls Running => Services.GetRequiredService<RunningCalls>();

    /// <summary>Serves <paramref name="service"/>, whose handlers a test sets.</summary>
    public static Task<GrpcHost> ServeAsync(
        ScriptedService service,
        Action<GrpcServiceOptions>? options = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? map = null,
        Action<ListenOptions>? listen = null,
        Action<KestrelServerOptions>? kestrel = null,
        bool errorsExpected = false,
        int port = 0,
        bool tls = false) => StartAsync(
            collection =>
            {
                collection.AddSingleton(service);
                collection.AddSingleton<RunningCalls>();
                collection.AddGrpc(options ?? (_ => { }));
                services?.Invoke(collection);
            },
            application =>
            {
                application.MapGrpcService<ScriptedService>();
                map?.Invoke(application);
            },
            listen, kestrel, errorsExpected, port, tls);

    /// <summary>Serves anything.</summary>
    public static async Task<GrpcHost> StartAsync(
        Action<IServiceCollection> services,
        Action<WebApplication> map,
        Action<ListenOptions>? listen = null,
        Action<KestrelServerOptions>? kestrel = null,
        bool errorsExpected = false,
        int port = 0,
        bool tls = false)
    {
        var log = new RecordedLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Debug).AddProvider(log);
        services(builder.Services);
        builder.WebHost.ConfigureKestrel(options =>
        {
            kestrel?.Invoke(options);
            options.Listen(IPAddress.Loopback, port, endpoint =>
            {
                endpoint.Protocols = HttpProtocols.Http2;
                listen?.Invoke(endpoint);
            });
        });
        var application = builder.Build();
        map(application);
        await application.StartAsync();
        return new GrpcHost(application, log, errorsExpected, tls);
    }

    public GrpcChannel NewChannel(Action<GrpcChannelOptions>? configure = null)
    {
        var options = new GrpcChannelOptions();
        configure?.Invoke(options);
        return GrpcChannel.ForAddress(Address, options);
    }

    public Task StopAsync() => _application.StopAsync(new CancellationToken(canceled: true));

    public async ValueTask DisposeAsync()
    {
        Channel?.Dispose();
        await StopAsync();
        await _application.DisposeAsync();
        if (!_errorsExpected)
            Log.Entries.Where(entry => entry.Level >= LogLevel.Error).ShouldBeEmpty();
    }
}
