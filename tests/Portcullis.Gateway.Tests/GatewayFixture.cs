using Portcullis.Client;
using Portcullis.Gateway.Hosting;
using Portcullis.Gateway.Testing;
using Portcullis.Testing;

[assembly: AssemblyFixture(typeof(Portcullis.Gateway.Tests.GatewayFixture))]

namespace Portcullis.Gateway.Tests;

/// <summary>
/// One database server and one gateway for the run. Its simulated clock stands still and its market is quoted, so that tests with accounts of
/// their own share it; whoever moves time, halts everything or changes rules starts another.
/// </summary>
public sealed class GatewayFixture : IAsyncLifetime
{
    private readonly PostgresFixture _postgres = new();
    private int _accounts;
    private TestGateway? _shared;

    public TestPacks Packs { get; } = new();

    public TestGateway Shared => _shared ?? throw new InvalidOperationException("The fixture has not been initialised.");

    public PortcullisClient Admin => Shared.Admin;

    public async ValueTask InitializeAsync() => _shared = await StartAsync();

    public Task<string> CreateDatabaseAsync(CancellationToken cancellationToken) => _postgres.CreateDatabaseAsync(cancellationToken);

    /// <summary>A gateway on a database of its own.</summary>
    public async Task<TestGateway> StartAsync(Func<GatewayOptions, GatewayOptions>? configure = null, string? packs = null, CancellationToken cancellationToken = default)
    {
        var gateway = await TestGateway.StartAsync(await _postgres.CreateDatabaseAsync(cancellationToken), packs ?? Packs.Folder, configure, cancellationToken);
        if (gateway.Options.IsSimulated) await gateway.Admin.Simulation.StepAsync([Market.Quote(Market.Start)], cancellation: cancellationToken);
        return gateway;
    }

    /// <summary>A new account of the shared gateway.</summary>
    public async Task<string> OpenAsync(string profile = TestPacks.Wide, string? broker = null)
    {
        var id = $"account-{Interlocked.Increment(ref _accounts)}";
        await Admin.Accounts.OpenAsync(id, profile, broker: broker, cancellation: TestContext.Current.CancellationToken);
        return id;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_shared is not null) await _shared.DisposeAsync();
        }
        finally
        {
            await _postgres.DisposeAsync();
            Packs.Dispose();
        }
    }
}
