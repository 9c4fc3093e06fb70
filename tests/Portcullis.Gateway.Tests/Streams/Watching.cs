using Portcullis.Client;
using Portcullis.Gateway.Testing;

namespace Portcullis.Gateway.Tests.Streams;

public sealed class Watching(GatewayFixture fixture)
{
    private const int Orders = 20;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_watcher_of_executions_misses_nothing_and_repeats_nothing_whenever_it_begins()
    {
        var account = await fixture.OpenAsync();
        var early = ReadAsync(account, 0);
        var trading = Task.Run(() => TradeAsync(account), Ct);
        var late = ReadAsync(account, 0);
        await trading;
        var afterwards = ReadAsync(account, 0);

        var all = await early;
        (await late).ShouldBe(all);
        (await afterwards).ShouldBe(all);

        var versions = all.Select(e => e.Version).ToArray();
        versions.ShouldBe(versions.Order().Distinct());
        all.Where(e => e.Kind == ExecutionKind.Approved).Select(e => e.ClientOrderId).ShouldBe(Enumerable.Range(0, Orders).Select(i => $"o-{i}"));
        all.Where(e => e.Kind == ExecutionKind.Fill).Select(e => e.ClientOrderId).ShouldBe(Enumerable.Range(0, Orders).Select(i => $"o-{i}"));
    }

    [Fact]
    public async Task A_watcher_that_comes_back_goes_on_after_the_last_version_it_has_seen()
    {
        var account = await fixture.OpenAsync();
        await TradeAsync(account);
        var all = await ReadAsync(account, 0);

        var rest = await fixture.Admin.Executions.WatchAsync(account, all[29].Version, Ct).Take(all.Length - 30).ToArrayAsync(Ct);

        rest.ShouldBe(all[30..]);
    }

    [Fact]
    public async Task A_watcher_of_an_account_sees_it_grow_and_ends_at_its_last_version()
    {
        var account = await fixture.OpenAsync();
        var watching = WatchUntilAsync(account, Orders);
        await TradeAsync(account);

        var seen = await watching;

        seen.ShouldBe(seen.Order().Distinct());
        seen[^1].ShouldBe((await fixture.Admin.Accounts.GetAsync(account, Ct)).Version);
    }

    [Fact]
    public async Task A_watch_of_an_account_that_nobody_opened_is_not_found()
    {
        await Should.ThrowAsync<NotFoundException>(() => fixture.Admin.Accounts.WatchAsync("nobody-here", Ct).FirstAsync(Ct).AsTask());
        await Should.ThrowAsync<NotFoundException>(() => fixture.Admin.Executions.WatchAsync("nobody-here", 0, Ct).FirstAsync(Ct).AsTask());
    }

    private async Task TradeAsync(string account)
    {
        for (var i = 0; i < Orders; i++) (await fixture.Admin.Orders.SubmitAsync(Market.Buy(account, $"o-{i}"), Ct)).Verdict.ShouldBe(Verdict.Approved);
    }

    // Each market order is approved, acknowledged and filled.
    private Task<Execution[]> ReadAsync(string account, long after) => fixture.Admin.Executions.WatchAsync(account, after, Ct).Take(3 * Orders).ToArrayAsync(Ct).AsTask();

    private async Task<List<long>> WatchUntilAsync(string account, decimal position)
    {
        var versions = new List<long>();
        await foreach (var state in fixture.Admin.Accounts.WatchAsync(account, Ct))
        {
            versions.Add(state.Version);
            if (state.PositionIn(Market.Symbol) == position) break;
        }

        return versions;
    }
}
