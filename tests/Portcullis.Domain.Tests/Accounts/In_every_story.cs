using System.Text.Json;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Orders;

namespace Portcullis.Domain.Tests.Accounts;

/// <summary>What holds whatever clients, brokers and markets do.</summary>
public sealed class In_every_story
{
    private const int Stories = 60;

    /// <summary>What the properties below say would be little if the stories were dull.</summary>
    [Fact]
    public void Everything_happens_that_can()
    {
        var chance = new Random(7);
        var happened = new HashSet<Type>();
        for (var n = 0; n < Stories * 4; n++)
        {
            var story = new Story();
            story.Tell(Enumerable.Range(0, 60).Select(_ => chance.Next(1_000_000_000)));
            happened.UnionWith(story.Events.Select(e => e.GetType()));
        }

        // This profile's floor moves at a day's end only; nothing here has a currency of its own; the decider itself does not fail,
        // and what has not failed is not released.
        var all = typeof(IAccountEvent).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(IAccountEvent)) && !t.IsInterface);
        all.Except(happened).ShouldBe([typeof(PeakRaised), typeof(UnrecognizedEvent), typeof(AccountQuarantined), typeof(AccountReleased), typeof(FillValueAssumed)], ignoreOrder: true);
    }

    [Fact]
    public void The_same_command_again_gives_no_events() =>
        Story.Check(Stories, (story, _, command, outcome) =>
        {
            if (outcome is Outcome.Refused) return;
            if (AccountDecider.Decide(story.State, command, story.World.Context) is Outcome.Happened { Events: var again }) again.ShouldBeEmpty(command.ToString());
        });

    [Fact]
    public void The_state_that_comes_with_events_is_their_fold() =>
        Story.Check(Stories, (_, before, _, outcome) =>
        {
            if (outcome is Outcome.Happened { After: { } after, Events: var events }) after.Hash().ShouldBe(before.Evolve(events).Hash());
        });

    [Fact]
    public void Replay_equals_live_also_from_what_is_stored() =>
        Story.Check(Stories, null, story =>
        {
            var live = story.State.Hash();
            AccountState.Empty.Evolve(story.Events).Hash().ShouldBe(live);
            var stored = story.Events.Select(e => (IAccountEvent)EventCatalog.Read(EventCatalog.NameOf(e), EventCatalog.Write(e))!);
            AccountState.Empty.Evolve(stored).Hash().ShouldBe(live);
        });

    [Fact]
    public void A_snapshot_is_the_state_and_goes_on_like_it() =>
        Story.Check(Stories, null, story =>
        {
            var half = story.Events.Count / 2;
            var state = AccountState.Empty.Evolve(story.Events.Take(half));
            var restored = JsonSerializer.Deserialize<AccountState>(JsonSerializer.SerializeToUtf8Bytes(state, DomainJson.Options), DomainJson.Options)!;
            restored.Hash().ShouldBe(state.Hash());
            restored.Evolve(story.Events.Skip(half)).Hash().ShouldBe(story.State.Hash());
        });

    [Fact]
    public void No_approved_order_breaches_a_limit_in_its_own_after_state() =>
        Story.Check(Stories * 2, (story, before, _, outcome) =>
        {
            if (outcome is not Outcome.Happened { Events: var events } || events.OfType<OrderDecided>().SingleOrDefault() is not { } decided) return;
            if (decided.ApprovedQuantity == 0m || decided.Exposure is Exposure.Reducing or Exposure.Closing || decided.Replaces is not null) return;
            var after = before.Evolve(events.TakeWhile(e => e is SessionRolled)).Evolve(decided);
            var profile = story.World.Rules.Profile;
            var valuation = Valuation.Of(after, story.World.Market, World.Instruments, profile);
            var account = FactGatherer.Account(after, valuation, profile);
            (account.DayPnl - valuation.RiskInFlight).ShouldBeGreaterThan(-1_000m);
            (valuation.Equity - valuation.RiskInFlight).ShouldBeGreaterThan(after.DrawdownFloor!.Value);
            (valuation.OpenContracts + valuation.WorkingContracts).ShouldBeLessThanOrEqualTo(5m);
            foreach (var side in (Side[])[Side.Buy, Side.Sell])
                if (side == decided.Request.Side) Math.Abs(Projection.Of(after, World.Es, side, 0m).PositionAfter).ShouldBeLessThanOrEqualTo(5m);
        });

    [Fact]
    public void An_order_that_only_reduces_is_never_refused() =>
        Story.Check(Stories, (story, _, _, _) =>
        {
            var held = story.State.QuantityOf(World.Es);
            if (held == 0m) return;
            var side = held > 0m ? Side.Sell : Side.Buy;
            var free = Math.Abs(held) - Projection.WorkingQuantity(story.State, World.Es, side);
            if (free <= 0m) return;
            AccountDecider.Preview(story.State, Ask.Market(side, free, id: "out"), story.World.Context)!.Verdict.ShouldBe(Verdict.Approved);
        });

    [Fact]
    public void The_precedence_of_refusals_is_stable() =>
        Story.Check(Stories, (_, _, _, outcome) =>
        {
            if (outcome is not Outcome.Happened { Events: var events }) return;
            foreach (var decided in events.OfType<OrderDecided>())
            {
                var own = decided.Violations.Select(v => v.Code).Where(Judge.Precedence.Contains).ToArray();
                own.ShouldBe(Judge.Precedence.Where(own.Contains));
            }
        });

    [Fact]
    public void Any_order_and_repetition_of_events_can_be_folded() =>
        Story.Check(Stories, null, story =>
        {
            var odd = story.Events.Reverse().Concat(story.Events).Concat(story.Events.Where((_, i) => i % 3 != 0));
            AccountState.Empty.Evolve(odd).Version.ShouldBeGreaterThan(0);
        });

    [Fact]
    public void Money_is_conserved() =>
        Story.Check(Stories * 2, null, story =>
        {
            var adjusted = story.Events.OfType<BalanceAdjusted>().Sum(e => e.Kind is AdjustmentKind.Withdrawal or AdjustmentKind.Fee ? -e.Amount : e.Amount);
            story.State.Balance.ShouldBe(story.State.StartBalance + adjusted + story.State.Positions.Values.Sum(p => p.RealizedPnl));
        });

    /// <summary>Profit and loss is what the fills that stand are worth at the mark, whatever their order and whatever was busted.</summary>
    [Fact]
    public void Equity_does_not_depend_on_the_path() =>
        Story.Check(Stories * 2, null, story =>
        {
            const decimal mark = 1_812.75m;
            var busted = story.Events.OfType<FillBusted>().Select(e => e.BustedExecutionId).ToHashSet();
            var worth = story.Events.OfType<OrderFilled>().Where(e => !busted.Contains(e.ExecutionId)).Sum(e => ((mark - e.Price) * e.Side.Sign() * e.Quantity * 50m) - e.Commission);
            story.State.Positions.Values.Sum(p => p.RealizedPnl + p.UnrealizedPnl(mark, 1m)).ShouldBe(worth);
            story.State.QuantityOf(World.Es).ShouldBe(story.Events.OfType<OrderFilled>().Where(e => !busted.Contains(e.ExecutionId)).Sum(e => e.Side.Sign() * e.Quantity));
        });

    [Fact]
    public void Every_decision_is_computed_again_with_equal_result() =>
        Story.Check(Stories, null, story =>
        {
            foreach (var decided in story.Events.OfType<OrderDecided>())
            {
                var stored = (OrderDecided)EventCatalog.Read("order_decided", EventCatalog.Write(decided))!;
                Reverification.Differences(stored, story.World.Rules).ShouldBeEmpty(decided.Request.ToString());
            }
        });

    [Fact]
    public void An_exit_in_flight_never_flips_a_position() =>
        Story.Check(Stories, (story, _, _, outcome) =>
        {
            if (outcome is not Outcome.Happened { Events: var events }) return;
            foreach (var exit in events.OfType<ExitOrdered>())
                story.State.Orders.Values.Where(o => o.Symbol == exit.Symbol && o.Side == exit.Side).Sum(o => o.Remaining).ShouldBeLessThanOrEqualTo(Math.Abs(story.State.QuantityOf(exit.Symbol)));
        });
}
