using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Controls;
using Portcullis.Domain.Orders;
using Outcome = Portcullis.Domain.Accounts.Outcome;

namespace Portcullis.Domain.Tests.Accounts;

/// <summary>A random history: each number is one thing that a client, a broker, a market or a person does. A shorter list of numbers is a simpler story.</summary>
internal sealed class Story
{
    private const int Kinds = 24;

    private readonly List<IAccountEvent> _events = [];
    private int _serial;

    public World World { get; private set; } = World.Quiet;

    public AccountState State { get; private set; } = AccountState.Empty;

    public IReadOnlyList<IAccountEvent> Events => _events;

    /// <summary>Called after each command with the state before it.</summary>
    public Action<Story, AccountState, AccountCommand, Outcome>? Told { get; init; }

    public static Arbitrary<int[]> Any { get; } = Arb.From(Gen.Choose(0, 1_000_000_000).ArrayOf().Resize(60), Shorter);

    private static IEnumerable<int[]> Shorter(int[] steps)
    {
        for (var size = steps.Length / 2; size > 0; size /= 2)
            for (var at = 0; at + size <= steps.Length; at += size)
                yield return [.. steps[..at], .. steps[(at + size)..]];
    }

    /// <summary>Holds for this many random stories, and is shrunk to a short one where it does not.</summary>
    public static void Check(int stories, Action<Story, AccountState, AccountCommand, Outcome>? each, Action<Story>? end = null) =>
        Prop.ForAll(Any, steps =>
        {
            var story = new Story { Told = each };
            story.Tell(steps);
            end?.Invoke(story);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(stories));

    public void Tell(IEnumerable<int> steps)
    {
        Do(new OpenAccount(Past.Account, "topstep-50k", null, null, "paper"));
        foreach (var step in steps) Take(step % Kinds, step / Kinds);
    }

    private void Take(int kind, int chance)
    {
        var order = Pick(State.Orders.Values, chance);
        var id = $"n{++_serial}";
        switch (kind)
        {
            case 0 or 1 or 2: Do(Ask.Submit(Ask.Market(SideOf(chance), 1 + (chance / 2 % 4), StopFor(SideOf(chance), chance), id) with { AllowResize = chance % 5 == 0 })); break;
            case 3: Do(Ask.Submit(Ask.Limit(SideOf(chance), 1 + (chance / 2 % 3), Mid + (chance / 8 % 9) - 4, id) with { Bracket = new Bracket(StopFor(SideOf(chance), chance), null) })); break;
            case 4: Do(Ask.Submit(Ask.Market(SideOf(chance), 1 + (chance / 2 % 4), null, id) with { ReduceOnly = chance % 3 == 0 })); break;
            case 5: if (order is not null) Do(new ReplaceOrder(new(id), order.ClientOrderId, chance % 3 == 0 ? null : 1 + (chance / 3 % 5), order.LimitPrice is null ? null : Mid + (chance / 16 % 5) - 2, null)); break;
            case 6: if (order is not null) Do(new CancelOrder(order.ClientOrderId, "story")); break;
            case 7: Do(new CancelAllOrders(null, chance % 2 == 0, null, "story")); break;
            case 8: Say(id, order, ExecutionKind.Acknowledged); break;
            case 9 or 10 or 11: Fill(id, order?.Id, order is null ? 0m : Math.Min(Math.Max(1m, order.Remaining), 1 + (chance % 3))); break;
            case 12: Say(id, order, ExecutionKind.Canceled); break;
            case 13: Say(id, order, chance % 2 == 0 ? ExecutionKind.Rejected : ExecutionKind.Expired); break;
            case 14: if (chance % 3 == 0 && State.Fills.Count > 0) Do(new DisputeExecution(Ask.Execution(State.Fills.Entries[0].Key, new OrderId(id), ExecutionKind.Fill, 1m, Mid))); else Say(id, order, ExecutionKind.Replaced); break;
            case 15: if (State.Fills.Count > 0) Do(Ask.Execution(id, default, ExecutionKind.Busted, busted: State.Fills.Entries[chance % State.Fills.Count].Key)); break;
            case 16: if (State.ClosedOrders.Count > 0) Fill(id, State.ClosedOrders.Entries[chance % State.ClosedOrders.Count].Key, 1m); break;
            case 17: if (chance % 8 == 0) Fill(id, new OrderId("stranger"), 1m); else Do(new RearmAccount("story", "ann")); break;
            case 18: Do(new AdjustBalance(id, (AdjustmentKind)(1 + (chance % 4)), 1 + (chance % 300), "story", "ann")); break;
            case 19: if (chance % 3 == 0) Do(new FlattenPositions(null, "story", "ann")); break;
            case 20: Pass(TimeSpan.FromSeconds(1 + (chance % 900))); break;
            case 21: Pass(TimeSpan.FromHours(1 + (chance % 90))); break;
            case 22: World = chance % 4 == 0 ? World.Doubting() : Quote(Mid + (chance / 4 % 21) - 10); Do(new MonitorAccount()); break;
            default: World = World with { Controls = World.Controls.Evolve(chance % 2 == 0
                ? new ControlSet(new ControlScope(ScopeKind.Global, ""), ControlMode.Halted, "story", "ann", World.Now)
                : new ControlLifted(new ControlScope(ScopeKind.Global, ""), "story", "ann", World.Now)) }; break;
        }
    }

    private decimal Mid => World.Market.For(World.Es).Bid!.Value;

    private World Quote(decimal bid) => World.Quoting(bid, bid + 0.25m);

    private void Pass(TimeSpan time)
    {
        World = World.At(World.Now + time);
        Do(new MonitorAccount());
    }

    private static Side SideOf(int chance) => chance % 2 == 0 ? Side.Buy : Side.Sell;

    private decimal StopFor(Side side, int chance) => Mid - (side.Sign() * (1 + (chance / 16 % 3)));

    private static T? Pick<T>(IEnumerable<T> from, int chance)
        where T : class
    {
        var all = from.ToArray();
        return all.Length == 0 ? null : all[chance % all.Length];
    }

    private void Say(string id, WorkingOrder? order, ExecutionKind kind)
    {
        if (order is not null) Do(Ask.Execution(id, order.Id, kind));
    }

    private void Fill(string id, OrderId? order, decimal quantity)
    {
        if (order is { } known) Do(Ask.Execution(id, known, ExecutionKind.Fill, quantity, Mid + 0.25m, 2.25m * quantity));
    }

    private void Do(AccountCommand command)
    {
        var before = State;
        var outcome = AccountDecider.Decide(State, command, World.Context);
        if (outcome is Outcome.Happened { Events: var events })
        {
            _events.AddRange(events);
            State = State.Evolve(events);
        }

        Told?.Invoke(this, before, command, outcome);
    }
}
