using Grpc.Core;
using Portcullis.Client;
using Portcullis.Gateway.Testing;
using Portcullis.Testing;

namespace Portcullis.Gateway.Tests.Orders;

public sealed class The_same_id_again(GatewayFixture fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_order_gets_the_recorded_decision_and_no_second_order()
    {
        var account = await fixture.OpenAsync();
        var first = await fixture.Admin.Orders.SubmitAsync(Market.Buy(account, "a"), Ct);

        var second = await fixture.Admin.Orders.SubmitAsync(Market.Buy(account, "a", 1.0m), Ct);

        second.Duplicate.ShouldBeTrue();
        (second.OrderId, second.Version, second.DecidedAt).ShouldBe((first.OrderId, first.Version, first.DecidedAt));
        (await fixture.Admin.Accounts.GetAsync(account, Ct)).PositionIn(Market.Symbol).ShouldBe(1m);
    }

    [Fact]
    public async Task A_rejection_is_remembered_like_an_approval()
    {
        var account = await fixture.OpenAsync(TestPacks.Tight);
        var first = await fixture.Admin.Orders.SubmitAsync(Market.Buy(account, "a", 11m), Ct);
        first.Verdict.ShouldBe(Verdict.Rejected);

        var second = await fixture.Admin.Orders.SubmitAsync(Market.Buy(account, "a", 11m), Ct);

        (second.Verdict, second.Duplicate, second.Version).ShouldBe((Verdict.Rejected, true, first.Version));
    }

    [Fact]
    public async Task The_same_id_with_other_content_is_refused_and_nothing_happens()
    {
        var account = await fixture.OpenAsync();
        await fixture.Admin.Orders.SubmitAsync(Market.Buy(account, "a"), Ct);
        var before = await fixture.Admin.Accounts.GetAsync(account, Ct);

        foreach (var other in (OrderRequest[])[Market.Buy(account, "a", 2m), Market.Sell(account, "a"), Market.Buy(account, "a", limit: 165m), Market.Buy(account, "a") with { Tag = "other" }])
        {
            var refused = await Should.ThrowAsync<ConflictException>(() => fixture.Admin.Orders.SubmitAsync(other, Ct));
            (refused.Status, refused.Reason).ShouldBe((StatusCode.AlreadyExists, "CLIENT_ORDER_ID_REUSED"));
        }

        (await fixture.Admin.Accounts.GetAsync(account, Ct)).Version.ShouldBe(before.Version);
    }

    [Fact]
    public async Task Many_at_once_with_one_id_become_one_order()
    {
        var account = await fixture.OpenAsync();

        var decisions = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => fixture.Admin.Orders.SubmitAsync(Market.Buy(account, "a"), Ct)));

        decisions.Count(d => !d.Duplicate).ShouldBe(1);
        decisions.Select(d => d.OrderId).Distinct().Count().ShouldBe(1);
        (await fixture.Admin.Accounts.GetAsync(account, Ct)).PositionIn(Market.Symbol).ShouldBe(1m);
    }

    [Fact]
    public async Task An_id_is_remembered_after_a_restart()
    {
        using var data = new TemporaryFolder("portcullis-ids-");
        await using var first = await fixture.StartAsync(options => options with { DataDir = data.Path }, cancellationToken: Ct);
        await first.Admin.Accounts.OpenAsync("a", TestPacks.Wide, cancellation: Ct);
        var decided = await first.Admin.Orders.SubmitAsync(Market.Buy("a", "x"), Ct);
        var before = await HashAsync(first);
        await first.DisposeAsync();

        await using var second = await TestGateway.StartAsync(first.Options.Postgres!, fixture.Packs.Folder, _ => first.Options, Ct);

        (await HashAsync(second)).ShouldBe(before);
        var again = await second.Admin.Orders.SubmitAsync(Market.Buy("a", "x"), Ct);
        (again.Duplicate, again.OrderId).ShouldBe((true, decided.OrderId));
    }

    [Fact]
    public async Task A_cancel_of_a_filled_order_says_that_it_is_filled()
    {
        var account = await fixture.OpenAsync();
        await fixture.Admin.Orders.SubmitAsync(Market.Buy(account, "a"), Ct);

        var refused = await Should.ThrowAsync<ConflictException>(() => fixture.Admin.Orders.CancelAsync(account, "a", Ct));

        (refused.Status, refused.Reason).ShouldBe((StatusCode.FailedPrecondition, "ORDER_FILLED"));
    }

    [Fact]
    public async Task A_cancel_of_what_nobody_sent_is_not_found()
    {
        var account = await fixture.OpenAsync();

        (await Should.ThrowAsync<NotFoundException>(() => fixture.Admin.Orders.CancelAsync(account, "never", Ct))).Reason.ShouldBe("ORDER_UNKNOWN");
    }

    [Fact]
    public async Task A_working_order_is_cancelled_once()
    {
        var account = await fixture.OpenAsync();
        await fixture.Admin.Orders.SubmitAsync(Market.Buy(account, "a", limit: 164m), Ct);

        (await fixture.Admin.Orders.CancelAsync(account, "a", Ct)).Status.ShouldBe(OrderStatus.Canceled);

        (await Should.ThrowAsync<ConflictException>(() => fixture.Admin.Orders.CancelAsync(account, "a", Ct))).Reason.ShouldBe("ORDER_CANCELED");
    }

    private static async Task<string> HashAsync(TestGateway gateway) =>
        (await new V1.Accounts.AccountsClient(gateway.Channel).GetAsync(new() { AccountId = "a", StateHash = true }, gateway.AdminHeaders, cancellationToken: Ct)).StateHash;
}
