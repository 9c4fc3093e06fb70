using FsCheck;
using FsCheck.Fluent;
using Portcullis.Brokers.Paper;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Orders;

namespace Portcullis.Brokers.Tests;

public sealed class Properties_of_the_venue
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(60);

    [Fact]
    public void No_order_fills_beyond_its_quantity() => Holds(run =>
    {
        foreach (var (order, filled) in Filled(run))
            if (run.Allowed.TryGetValue(order, out var allowed) && filled > allowed) return $"{order} filled {filled} of {allowed}";
        return null;
    });

    [Fact]
    public void The_sides_of_a_bracket_never_close_more_than_the_entry_opened() => Holds(run =>
    {
        var filled = Filled(run);
        foreach (var (order, opened) in filled)
        {
            var closed = filled.GetValueOrDefault(order + "-sl") + filled.GetValueOrDefault(order + "-tp");
            if (closed > opened) return $"{order} opened {opened} and closed {closed}";
        }

        return null;
    });

    [Fact]
    public void What_a_bracket_protects_is_all_that_its_entry_has_open() => Holds(async run =>
    {
        var filled = Filled(run);
        var state = await StateAsync(run);
        foreach (var (order, opened) in filled.Where(entry => !entry.Key.Contains('-', StringComparison.Ordinal)))
        {
            if (state.Find(new OrderId(order + "-sl")) is not { } stop) continue;
            var open = opened - filled.GetValueOrDefault(order + "-sl") - filled.GetValueOrDefault(order + "-tp");
            if (stop.Remaining != open) return $"{order} has {open} open and {stop.Remaining} protected";
            if (state.Find(new OrderId(order + "-tp")) is { } target && target.Remaining != open) return $"{order} has {open} open and {target.Remaining} to gain";
        }

        return null;
    });

    [Fact]
    public void No_fill_is_worse_than_the_orders_limit() => Holds(run =>
    {
        foreach (var fill in run.Heard.Where(e => e.Kind == ExecutionKind.Fill && e.Order.Value.EndsWith("-tp", StringComparison.Ordinal)))
        {
            var bought = fill.Price < 100m;
            if (bought ? fill.Price > 99m : fill.Price < 101m) return $"{fill.Order} gained at {fill.Price}";
        }

        return null;
    });

    [Fact]
    public void After_its_end_nothing_more_is_heard_of_an_order() => Holds(run =>
    {
        foreach (var group in run.Heard.Where(e => e.Kind is not ExecutionKind.Rejected).GroupBy(e => e.Order))
        {
            var ended = group.ToList().FindIndex(e => e.Kind is ExecutionKind.Canceled or ExecutionKind.Expired);
            if (ended >= 0 && ended != group.Count() - 1) return $"{group.Key}: {string.Join(", ", group.Select(PaperWorld.Line))}";
        }

        return null;
    });

    [Fact]
    public void The_ledger_read_again_gives_an_equal_state_and_the_same_story() => Holds(async run =>
    {
        var live = await StateAsync(run);
        var again = await StateAsync(run);
        if (!live.Working.OrderBy(p => p.Key).SequenceEqual(again.Working.OrderBy(p => p.Key)) || live.Version != again.Version) return "states differ";
        var told = await run.World.Broker.ExecutionsAfterAsync(PaperWorld.Account, null, CancellationToken.None);
        return told.SequenceEqual(run.Heard) ? null : $"heard {run.Heard.Count}, ledger {told.Count}";
    });

    [Fact]
    public void Equal_histories_have_equal_outcomes() => Check.One(Runs, Prop.ForAll(Script.Histories, steps =>
    {
        var first = Play(steps).Heard;
        var second = Play(steps).Heard;
        return first.SequenceEqual(second).Label("equal");
    }));

    private static void Holds(Func<ScriptRun, string?> faultOf) => Holds(run => Task.FromResult(faultOf(run)));

    private static void Holds(Func<ScriptRun, Task<string?>> faultOf) => Check.One(Runs, Prop.ForAll(Script.Histories, steps =>
    {
        var fault = faultOf(Play(steps)).GetAwaiter().GetResult();
        return (fault is null).Label(fault ?? "holds");
    }));

    private static ScriptRun Play(Step[] steps)
    {
        var run = new ScriptRun();
        run.PlayAsync(steps).GetAwaiter().GetResult();
        return run;
    }

    private static Dictionary<string, decimal> Filled(ScriptRun run) =>
        run.Heard.Where(e => e.Kind == ExecutionKind.Fill).GroupBy(e => e.Order.Value).ToDictionary(g => g.Key, g => g.Sum(e => e.Quantity));

    private static async Task<PaperAccount> StateAsync(ScriptRun run)
    {
        var (state, _) = await new LedgerReader(run.World.Ledger).FoldAsync(PaperAccount.Empty(PaperWorld.Account), CancellationToken.None);
        return state;
    }
}
