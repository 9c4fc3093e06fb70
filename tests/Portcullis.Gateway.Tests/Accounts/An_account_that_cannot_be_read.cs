using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Portcullis.Client;
using Portcullis.Gateway.Hosting;
using Portcullis.Gateway.Testing;
using Portcullis.Journal;
using Portcullis.Testing;

namespace Portcullis.Gateway.Tests.Accounts;

public sealed class An_account_that_cannot_be_read(GatewayFixture fixture) : IDisposable
{
    private readonly string _folder = TestFolder.NewPath("portcullis-quarantine-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_fails_closed_alone_and_says_why_in_list_view_health_and_log()
    {
        var database = await fixture.CreateDatabaseAsync(Ct);
        GatewayOptions There(GatewayOptions options) => options with { DataDir = _folder };
        await using (var first = await TestGateway.StartAsync(database, fixture.Packs.Folder, There, Ct))
        {
            foreach (var id in (string[])["good", "poisoned"]) await first.Admin.Accounts.OpenAsync(id, TestPacks.Wide, cancellation: Ct);
            var poison = new EventData("order_filled", "{\"orderId\":\"poisoned-2\",\"quantity\":\"many\"}"u8.ToArray());
            await first.Services.GetRequiredService<IJournal>().AppendAsync(new Append("account-poisoned", 1, [poison], Market.Start), Ct);
            first.Log.Expect("poisoned is quarantined");
            first.Log.Expect("The reports in reports_v1 have stopped");
        }

        await using var gateway = await TestGateway.StartAsync(database, fixture.Packs.Folder, There, Ct);
        gateway.Log.Expect("Account poisoned is quarantined");
        gateway.Log.Expect("The reports in reports_v1 have stopped");
        await gateway.Admin.Simulation.StepAsync([Market.Quote(Market.Start)], cancellation: Ct);

        var refused = await Should.ThrowAsync<PortcullisException>(() => gateway.Admin.Orders.SubmitAsync(Market.Buy("poisoned", "a"), Ct));
        refused.Message.ShouldContain("version 2 (order_filled) can't be folded");
        (await Should.ThrowAsync<PortcullisException>(() => gateway.Admin.Accounts.GetAsync("poisoned", Ct))).Message.ShouldContain("is quarantined");
        (await Should.ThrowAsync<PortcullisException>(() => gateway.Admin.Controls.ResumeAsync(Scope.Account("poisoned"), "nothing is mended", Ct))).Message.ShouldContain("is quarantined");
        (await gateway.Admin.Orders.SubmitAsync(Market.Buy("good", "a"), Ct)).Verdict.ShouldBe(Verdict.Approved);
        (await gateway.Admin.Controls.HaltAsync(Scope.Global, "test", Ct)).ControlVersion.ShouldBePositive();
        var listed = await gateway.Admin.Accounts.ListAsync(cancellation: Ct);
        listed.Select(a => (a.AccountId, a.Quarantine.Length > 0)).ShouldBe([("good", false), ("poisoned", true)], ignoreOrder: true);
        var health = await gateway.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Ct);
        health.Entries["accounts"].Status.ShouldBe(HealthStatus.Degraded);
        health.Entries["accounts"].Description.ShouldNotBeNull().ShouldContain("poisoned");
    }
}
