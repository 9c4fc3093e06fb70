using System.Globalization;
using Portcullis.Client;
using Portcullis.Gateway.Testing;
using Portcullis.Testing;

namespace Portcullis.Faults.Tests;

/// <summary>
/// A gateway is killed with -9 under load at a random point, again and again; in every fourth cycle its database with it. Cycles and seed can be
/// set: PORTCULLIS_KILL_CYCLES (5), PORTCULLIS_KILL_SEED (1).
/// </summary>
public sealed class Killed_gateways
{
    private const int LatestKill = 150;

    private static readonly int Cycles = Setting("PORTCULLIS_KILL_CYCLES", 5);
    private static readonly int Seed = Setting("PORTCULLIS_KILL_SEED", 1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whenever_a_gateway_is_killed_nothing_acknowledged_is_lost_and_no_order_is_sent_twice()
    {
        using var packs = new TestPacks();
        await using var database = await DatabaseServer.StartAsync(Ct);
        using var folder = new TemporaryFolder("portcullis-killed-");
        var trading = new Trading(Seed, "a", "b", "c");
        var random = new Random(Seed);
        for (var cycle = 0; cycle < Cycles; cycle++)
        {
            await using var gateway = await GatewayProcess.StartAsync(folder.Path, packs.Folder, database.ConnectionString, Ct);
            if (cycle == 0)
                foreach (var account in trading.Accounts) await gateway.Admin.Accounts.OpenAsync(account, TestPacks.Wide, cancellation: Ct);
            await Trading.QuoteAsync(gateway.Admin, Ct);
            await trading.AskAgainAsync(gateway.Admin, Ct);
            using var bots = gateway.Connect(RetryPolicy.None);

            var killing = Task.CompletedTask;
            var withDatabase = cycle % 4 == 3;
            await trading.TradeAsync(
                bots,
                random.Next(1, LatestKill),
                () =>
                {
                    if (withDatabase) database.Kill();
                    killing = gateway.KillAsync();
                },
                Ct);
            await killing;
            if (withDatabase) await database.BringBackAsync(Ct);
        }

        await using var last = await GatewayProcess.StartAsync(folder.Path, packs.Folder, database.ConnectionString, Ct);
        await Trading.QuoteAsync(last.Admin, Ct);
        await trading.AskAgainAsync(last.Admin, Ct);

        await Books.ShouldAgreeAsync(last.Admin, database.ConnectionString, trading, Ct);
        TestContext.Current.SendDiagnosticMessage($"{Cycles} cycles, seed {Seed}: {trading.Answered.Count} answers, all in the journal");
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
