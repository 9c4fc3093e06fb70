using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Portcullis.Gateway.Hosting;

/// <summary>Runs a gateway until it is asked to stop.</summary>
public static class Runner
{
    /// <param name="options">Everything that can be set.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="configure">Adds to what the gateway is made of.</param>
    public static async Task RunAsync(GatewayOptions options, CancellationToken cancellationToken, Action<WebApplicationBuilder>? configure = null)
    {
        Directory.CreateDirectory(options.DataDir);
        await using (var app = await GatewayHost.BuildAsync(options, configure, cancellationToken))
            await ServeAsync(app, options, cancellationToken);
        Console.WriteLine("Portcullis has stopped; everything decided is in the journal.");
    }

    private static async Task ServeAsync(WebApplication app, GatewayOptions options, CancellationToken cancellationToken)
    {
        app.Urls.Add(options.Urls);
        await app.Services.GetRequiredService<Startup>().RunAsync(cancellationToken);
        await app.StartAsync(cancellationToken);
        foreach (var address in app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses)
            Console.WriteLine($"LISTENING {address}");
        Console.WriteLine($"Portcullis is up. The admin key is in {Path.Combine(options.DataDir, "admin.key")}; stop with Ctrl-C.");
        await app.WaitForShutdownAsync(cancellationToken);
    }
}
