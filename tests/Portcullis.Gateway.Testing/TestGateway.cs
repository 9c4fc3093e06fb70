using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Portcullis.Client;
using Portcullis.Gateway.Hosting;
using Portcullis.Testing;

namespace Portcullis.Gateway.Testing;

/// <summary>
/// A whole gateway in this process: real PostgreSQL, real Kestrel on a free port of 127.0.0.1, real gRPC. Ending it fails on any error that it
/// logged unexpectedly.
/// </summary>
public sealed class TestGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly bool _ownsFolder;

    private TestGateway(WebApplication app, GatewayOptions options, ErrorLog log, bool ownsFolder)
    {
        (_app, Options, Log, _ownsFolder) = (app, options, log, ownsFolder);
        Address = new Uri(app.Urls.First());
        AdminKey = File.ReadAllText(Path.Combine(options.DataDir, "admin.key")).Trim();
        Channel = GrpcChannel.ForAddress(Address, new GrpcChannelOptions());
        Admin = ClientWith(AdminKey);
    }

    public GatewayOptions Options { get; }

    public ErrorLog Log { get; }

    public Uri Address { get; }

    public string AdminKey { get; }

    /// <summary>May do everything on every account.</summary>
    public PortcullisClient Admin { get; }

    /// <summary>For the generated stubs: what the SDK would not send.</summary>
    public GrpcChannel Channel { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>On a simulated clock, where nothing ages and answers come when all that follows is done; or on the system's.</summary>
    /// <param name="postgres">A database of its own, or one that an earlier gateway has used.</param>
    /// <param name="packs">Folder of packs.</param>
    /// <param name="configure">Changes the options.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<TestGateway> StartAsync(string postgres, string packs, Func<GatewayOptions, GatewayOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        var folder = TestFolder.NewPath("portcullis-gateway-");
        var defaults = new GatewayOptions { Urls = "http://127.0.0.1:0", DataDir = folder, Postgres = postgres, Packs = packs, Clock = "simulated", ClockStart = Market.Start };
        var options = configure?.Invoke(defaults) ?? defaults;
        Directory.CreateDirectory(options.DataDir);
        var log = new ErrorLog();
        var app = await GatewayHost.BuildAsync(options, builder => builder.Logging.ClearProviders().AddProvider(log), cancellationToken);
        app.Urls.Add(options.Urls);
        await app.Services.GetRequiredService<Startup>().RunAsync(cancellationToken);
        await app.StartAsync(cancellationToken);
        return new TestGateway(app, options, log, options.DataDir == folder);
    }

    /// <summary>One try per call, so that a test sees what the gateway answered.</summary>
    public PortcullisClient ClientWith(string? key) => new(new PortcullisClientOptions { Address = Address, ApiKey = key, Retry = RetryPolicy.None, Timeout = TimeSpan.FromSeconds(60) });

    /// <summary>A new key's secret.</summary>
    public async Task<string> KeyAsync(IEnumerable<Role> roles, IEnumerable<string> accounts, CancellationToken cancellationToken) =>
        (await Admin.Keys.CreateAsync("test", roles, accounts, cancellation: cancellationToken)).Secret;

    public static Metadata HeadersOf(string? key) => key is null ? [] : new Metadata { { "authorization", $"Bearer {key}" } };

    public Metadata AdminHeaders => HeadersOf(AdminKey);

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        Channel.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_ownsFolder) Directory.Delete(Options.DataDir, recursive: true);
        Log.ThrowIfAny();
    }
}
