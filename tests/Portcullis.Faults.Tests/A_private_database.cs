using Portcullis.Client;
using Portcullis.Gateway.Testing;
using Portcullis.Journal;

namespace Portcullis.Faults.Tests;

/// <summary>A gateway that has a PostgreSQL of its own starts it, stops it, and finds everything again after kill -9.</summary>
public sealed class A_private_database
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_kill_9_the_next_start_goes_on_and_a_stop_leaves_nothing_running()
    {
        using var packs = new TestPacks();
        var folder = Directory.CreateTempSubdirectory("portcullis-private-").FullName;
        await using (var killed = await GatewayProcess.StartAsync(folder, packs.Folder, null, Ct))
        {
            await killed.Admin.Accounts.OpenAsync("a", TestPacks.Wide, cancellation: Ct);
            await killed.KillAsync();
        }

        await using var gateway = await GatewayProcess.StartAsync(folder, packs.Folder, null, Ct);
        (await gateway.Admin.Accounts.GetAsync("a", Ct)).Version.ShouldBe(1);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var watch = gateway.Admin.Accounts.WatchAsync("a", watching.Token).GetAsyncEnumerator(watching.Token);
        (await watch.MoveNextAsync()).ShouldBeTrue();

        (await gateway.StopAsync(Ct)).ShouldBe(0);

        Path.Exists(Path.Combine(folder, "postgres")).ShouldBeTrue();
        Directory.EnumerateFiles(folder, "postmaster.pid", SearchOption.AllDirectories).ShouldBeEmpty(gateway.Said);
        await watching.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => watch.MoveNextAsync().AsTask());
        await watch.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
