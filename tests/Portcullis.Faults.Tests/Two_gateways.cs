using Portcullis.Client;
using Portcullis.Gateway.Testing;

namespace Portcullis.Faults.Tests;

/// <summary>Two gateways on one database, writing to the same account at the same time.</summary>
public sealed class Two_gateways
{
    private const int Limit = 60;
    private const int Orders = 100;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Together_they_approve_no_more_than_the_limit_decide_each_id_once_and_obey_the_same_halt()
    {
        using var packs = new TestPacks();
        var limits = TestPacks.WideLimits();
        limits["maxPosition"] = Limit;
        packs.WriteProfile("capped", TestPacks.Profile("capped", limits));
        await using var database = await DatabaseServer.StartAsync(Ct);
        var folder = Directory.CreateTempSubdirectory("portcullis-two-").FullName;
        await using var first = await GatewayProcess.StartAsync(folder, packs.Folder, database.ConnectionString, Ct);
        await using var second = await GatewayProcess.StartAsync(folder, packs.Folder, database.ConnectionString, Ct);
        GatewayProcess[] nodes = [first, second];
        await first.Admin.Accounts.OpenAsync("a", "capped", cancellation: Ct);
        foreach (var node in nodes) await Trading.QuoteAsync(node.Admin, Ct);
        var trading = new Trading(seed: 3, "a");

        // Every id is asked on both nodes, by two bots each that go through them in another order.
        var answers = await Task.WhenAll(nodes.SelectMany((node, n) => Enumerable.Range(0, 2).Select(bot => Task.Run(() => AskAllAsync(node, (n * 2) + bot), Ct))));

        foreach (var same in answers.SelectMany(list => list).GroupBy(d => d.ClientOrderId))
        {
            same.Count().ShouldBe(4);
            same.Select(d => (d.OrderId, d.Verdict, d.Version)).Distinct().ShouldHaveSingleItem();
            same.Count(d => !d.Duplicate).ShouldBe(1);
            trading.Answered[("a", same.Key)] = same.First();
        }

        trading.Answered.Values.Count(d => d.Verdict == Verdict.Approved).ShouldBe(Limit);
        await Books.ShouldAgreeAsync(first.Admin, database.ConnectionString, trading, Ct);
        (await second.Admin.Accounts.GetAsync("a", Ct)).PositionIn(Trading.Symbol).ShouldBe(Limit);

        // A halt that one node has acknowledged holds on the other.
        await first.Admin.Accounts.OpenAsync("b", TestPacks.Wide, cancellation: Ct);
        (await second.Admin.Orders.SubmitAsync(Trading.Buy("b", "before"), Ct)).Verdict.ShouldBe(Verdict.Approved);
        var halt = await first.Admin.Controls.HaltAsync(Scope.Account("b"), "test", Ct);
        var halted = await second.Admin.Orders.SubmitAsync(Trading.Buy("b", "after"), Ct);
        halted.Violations.Select(v => v.Code).ShouldBe(["CONTROL_HALTED"]);
        halted.ControlVersion.ShouldBe(halt.ControlVersion);

        foreach (var node in nodes) node.Errors.ShouldBeEmpty();
        foreach (var node in nodes) await node.KillAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<List<OrderDecision>> AskAllAsync(GatewayProcess node, int shuffle)
    {
        var ids = Enumerable.Range(0, Orders).Select(i => $"o-{i}").ToArray();
        new Random(shuffle).Shuffle(ids);
        var answers = new List<OrderDecision>();
        foreach (var id in ids) answers.Add(await node.Admin.Orders.SubmitAsync(Trading.Buy("a", id), Ct));
        return answers;
    }
}
