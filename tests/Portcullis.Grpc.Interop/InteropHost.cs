using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Grpc.Testing;

/// <summary>A server of the interoperability service on the loopback address, over HTTP/2 without TLS.</summary>
public sealed class InteropHost : IAsyncDisposable
{
    private readonly WebApplication _application;

    private InteropHost(WebApplication application) => _application = application;

    public Uri Address => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public RunningCalls Running => _application.Services.GetRequiredService<RunningCalls>();

    /// <param name="port">0 for any free port.</param>
    public static async Task<InteropHost> StartAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton<RunningCalls>();
        builder.Services.AddGrpc();
        var application = builder.Build();
        application.MapGrpcService<InteropService>();
        await application.StartAsync();
        return new InteropHost(application);
    }

    public Task WaitForShutdownAsync() => _application.WaitForShutdownAsync();

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
