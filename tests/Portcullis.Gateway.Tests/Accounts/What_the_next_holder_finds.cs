using Microsoft.Extensions.DependencyInjection;
using Portcullis.Client;
using Portcullis.Gateway.Accounts;
using Portcullis.Gateway.Testing;
using Portcullis.Journal;

namespace Portcullis.Gateway.Tests.Accounts;

/// <summary>The holder of the outbox lock leaves word of every account that works or holds anything, and of no other.</summary>
public sealed class What_the_next_holder_finds(GatewayFixture fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Accounts_are_marked_while_they_work_or_hold_anything_whatever_their_broker()
    {
        await using var gateway = await fixture.StartAsync(cancellationToken: Ct);
        foreach (var account in (string[])["works", "holds", "refused", "rests"]) await gateway.Admin.Accounts.OpenAsync(account, TestPacks.Wide, cancellation: Ct);
        await gateway.Admin.Accounts.OpenAsync("sends-itself", TestPacks.Wide, broker: "external", cancellation: Ct);
        await gateway.Admin.Orders.SubmitAsync(Market.Buy("works", "o", limit: 160m), Ct);
        await gateway.Admin.Orders.SubmitAsync(Market.Buy("holds", "o"), Ct);
        await gateway.Admin.Orders.SubmitAsync(Market.Buy("sends-itself", "o"), Ct);
        await gateway.Admin.Controls.HaltAsync(Scope.Account("refused"), "test", Ct);
        await gateway.Admin.Orders.SubmitAsync(Market.Buy("refused", "o"), Ct);

        (await MarkAsync(gateway)).ShouldBe(["account-holds", "account-sends-itself", "account-works"]);

        await gateway.Admin.Orders.FlattenAsync("holds", reason: "test", cancellation: Ct);
        (await MarkAsync(gateway)).ShouldBe(["account-sends-itself", "account-works"]);
    }

    private static async Task<IEnumerable<string>> MarkAsync(TestGateway gateway)
    {
        await gateway.Services.GetRequiredService<Resumption>().BeatAsync(Market.Start, Ct);
        var mark = (await gateway.Services.GetRequiredService<OutboxLock>().ReadMarkAsync(Ct)).ShouldNotBeNull();
        mark.Position.ShouldBe(await gateway.Services.GetRequiredService<IJournal>().HeadAsync(Ct));
        return mark.Streams;
    }
}
