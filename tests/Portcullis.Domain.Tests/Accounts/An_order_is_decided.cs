using Portcullis.Domain.Accounts;
using Portcullis.Domain.Controls;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Orders;
using static Portcullis.Domain.Tests.Accounts.Scenario;

namespace Portcullis.Domain.Tests.Accounts;

public sealed class An_order_is_decided
{
    [Fact]
    public void Opening_an_account_records_where_its_limits_start() =>
        Given().When(new OpenAccount(Past.Account, "topstep-50k", null, null, "paper"))
            .Then(Past.Opened() with { At = World.Morning });

    [Fact]
    public void Opening_it_again_in_the_same_way_changes_nothing() =>
        Given(Past.Opened()).When(new OpenAccount(Past.Account, "topstep-50k", null, null, "paper")).ThenNothing();

    [Fact]
    public void Opening_it_again_with_another_balance_is_refused() =>
        Given(Past.Opened()).When(new OpenAccount(Past.Account, "topstep-50k", 1m, null, "paper")).ThenRefused(RefusalCode.AccountExists);

    [Fact]
    public void An_account_that_was_never_opened_is_refused() =>
        Given().When(Ask.Submit(Ask.Buy(1m))).ThenRefused(RefusalCode.AccountUnknown);

    [Fact]
    public void An_order_within_every_limit_is_approved_with_the_room_that_is_left()
    {
        var decided = Given(Past.Opened()).When(Ask.Submit(Ask.Buy(2m))).ThenApproved(2m);
        decided.OrderId.ShouldBe(Past.Id(2));
        decided.RiskAmount.ShouldBe(159m);
        decided.Exposure.ShouldBe(Exposure.Opening);
        decided.Headroom.ShouldContain(new RuleHeadroom("DAILY_LOSS_LIMIT", 841m));
        decided.Headroom.ShouldContain(new RuleHeadroom("MAX_POSITION", 3m));
    }

    [Fact]
    public void An_order_too_large_is_rejected_with_every_reason_and_the_largest_that_would_pass()
    {
        var decided = Given(Past.Opened()).When(Ask.Submit(Ask.Buy(7m))).ThenRejected("MAX_ORDER_QUANTITY", "MAX_POSITION", "MAX_CONTRACTS", "RISK_PER_TRADE");
        decided.MaxQuantity.ShouldBe(5m);
        decided.BindingRule.ShouldBe("MAX_ORDER_QUANTITY");
        decided.ApprovedQuantity.ShouldBe(0m);
    }

    [Fact]
    public void An_order_too_large_is_resized_where_the_client_allows_it()
    {
        var decided = Given(Past.Opened()).When(Ask.Submit(Ask.Buy(7m) with { AllowResize = true })).Decision;
        decided.Verdict.ShouldBe(Verdict.Resized);
        decided.ApprovedQuantity.ShouldBe(5m);
        decided.RiskAmount.ShouldBe(397.5m);
        decided.AskedFacts.ShouldNotBeNull();
    }

    [Fact]
    public void An_order_that_a_rejecting_rule_forbids_is_not_resized() =>
        Given(Past.Opened()).In(w => w.Releasing(w.Now)).When(Ask.Submit(Ask.Buy(7m) with { AllowResize = true })).Decision.Verdict.ShouldBe(Verdict.Rejected);

    [Fact]
    public void An_order_without_a_stop_is_judged_by_the_instruments_adverse_move() =>
        Given(Past.Opened()).When(Ask.Submit(Ask.Market(Side.Buy, 1m))).ThenRejected("RISK_PER_TRADE").RiskAmount.ShouldBe(904.5m);

    [Fact]
    public void Orders_in_flight_count_at_once_at_their_worst() =>
        Given(Past.Opened()).After(Ask.Submit(Ask.Buy(3m, id: "first"))).When(Ask.Submit(Ask.Buy(3m))).ThenRejected("MAX_POSITION", "MAX_CONTRACTS", "DUPLICATE_ORDER");

    [Fact]
    public void A_contract_has_one_name_in_an_account_whatever_the_client_calls_it() =>
        Given(Past.Opened()).When(Ask.Submit(Ask.Buy(1m) with { Symbol = "ESZ3" })).ThenApproved().Request.Symbol.ShouldBe(World.Es);

    [Fact]
    public void An_unknown_instrument_is_refused() =>
        Given(Past.Opened()).When(Ask.Submit(Ask.Buy(1m) with { Symbol = "NONE" })).ThenRefused(RefusalCode.InstrumentUnknown);

    [Fact]
    public void An_expired_contract_takes_no_entries() =>
        Given(Past.Opened()).When(Ask.Submit(Ask.Buy(1m) with { Symbol = "ESU13" })).Decision.Violations.Select(v => v.Code).ShouldContain("INSTRUMENT_EXPIRED");

    [Fact]
    public void The_same_request_twice_gets_the_first_decision() =>
        Given(Past.Opened()).After(Ask.Submit(Ask.Buy(1m))).When(Ask.Submit(Ask.Buy(1.0m))).ThenRepeated(2);

    [Fact]
    public void An_id_used_again_with_other_content_is_refused() =>
        Given(Past.Opened()).After(Ask.Submit(Ask.Buy(1m))).When(Ask.Submit(Ask.Buy(2m))).ThenRefused(RefusalCode.ClientOrderIdReused);

    [Fact]
    public void A_doubtful_mark_refuses_entries() =>
        Given(Past.Opened()).In(w => w.Doubting()).When(Ask.Submit(Ask.Buy(1m))).ThenRejected("MARK_DOUBTFUL");

    [Fact]
    public void A_doubtful_mark_of_what_is_held_refuses_entries_in_everything_else() =>
        Given(Past.Holding(1m)).In(w => w.Doubting().Quoting(9_000m, 9_001m, World.Dax).Quoting(1.3m, 1.3m, "EURUSD"))
            .When(Ask.Submit(Ask.Buy(1m) with { Symbol = World.Dax, Bracket = new Bracket(8_999m, null) })).Decision.Violations[0].Code.ShouldBe("MARK_DOUBTFUL");

    [Fact]
    public void An_instrument_whose_currency_has_no_rate_takes_no_entries() =>
        Given(Past.Opened()).In(w => w.Quoting(9_000m, 9_001m, World.Dax))
            .When(Ask.Submit(Ask.Buy(1m) with { Symbol = World.Dax, Bracket = new Bracket(8_999m, null) })).ThenRejected("MARK_DOUBTFUL");

    [Fact]
    public void Money_of_another_currency_counts_at_its_rate() =>
        Given(Past.Opened()).In(w => w.Quoting(9_000m, 9_001m, World.Dax).Quoting(1.25m, 1.25m, "EURUSD"))
            .When(Ask.Submit(Ask.Buy(2m) with { Symbol = World.Dax, Bracket = new Bracket(8_991m, null) })).ThenApproved()
            .RiskAmount.ShouldBe(((10m + 1m) * 1.25m + 4.5m) * 2m);

    [Fact]
    public void A_preview_says_what_submit_would_and_does_nothing()
    {
        var given = Given(Past.Opened());
        AccountDecider.Preview(given.State, Ask.Buy(7m), given.World.Context)!.Violations.ShouldBe(given.When(Ask.Submit(Ask.Buy(7m))).Decision.Violations);
    }

    [Theory]
    [InlineData(-300.0, true)] // five minutes before: in
    [InlineData(-300.5, false)]
    [InlineData(-299.5, true)]
    [InlineData(0.0, true)]
    [InlineData(299.5, true)]
    [InlineData(299.9999999, true)]
    [InlineData(300.0, false)] // five minutes after: out
    public void A_blackout_begins_with_its_first_moment_and_ends_before_its_last(double secondsFromRelease, bool inside)
    {
        var release = World.Morning.AddSeconds(-secondsFromRelease);
        var codes = Given(Past.Opened()).In(w => w.Releasing(release)).When(Ask.Submit(Ask.Buy(1m))).Decision.Violations.Select(v => v.Code);
        codes.ShouldBe(inside ? ["NEWS_BLACKOUT"] : []);
    }

    [Theory]
    [InlineData(ScopeKind.Global, "", true)]
    [InlineData(ScopeKind.Firm, "topstep", true)]
    [InlineData(ScopeKind.Firm, "apex", false)]
    [InlineData(ScopeKind.Account, "a", true)]
    [InlineData(ScopeKind.Account, "b", false)]
    [InlineData(ScopeKind.Strategy, "vwap", true)]
    [InlineData(ScopeKind.Strategy, "orb", false)]
    [InlineData(ScopeKind.Instrument, World.Es, true)]
    [InlineData(ScopeKind.Instrument, "ES", true)]
    [InlineData(ScopeKind.Instrument, "ESH14", false)]
    [InlineData(ScopeKind.Instrument, "NQZ13", false)]
    [InlineData(ScopeKind.Instrument, "NQ", false)]
    public void A_halt_reaches_what_its_scope_names(ScopeKind kind, string name, bool reaches)
    {
        var codes = Given(Past.Opened()).In(w => w.Controlled(kind, name, ControlMode.Halted)).When(Ask.Submit(Ask.Buy(1m) with { Strategy = "vwap" })).Decision.Violations.Select(v => v.Code);
        codes.ShouldBe(reaches ? ["CONTROL_HALTED"] : []);
    }

    [Fact]
    public void Exits_are_open_under_a_halt_in_a_blackout_on_a_doubtful_mark() =>
        Given(Past.Holding(2m)).In(w => w.Controlled(ScopeKind.Global, "", ControlMode.Halted).Releasing(w.Now).Doubting())
            .When(Ask.Submit(Ask.Sell(2m))).ThenApproved(2m).Exposure.ShouldBe(Exposure.Closing);

    [Fact]
    public void A_close_that_would_flip_with_working_orders_counted_is_no_exit() =>
        Given(Past.Holding(2m)).After(Ask.Submit(Ask.Limit(Side.Sell, 1m, 1801m, "target"))).In(w => w.Controlled(ScopeKind.Global, "", ControlMode.ReduceOnly))
            .When(Ask.Submit(Ask.Sell(2m))).ThenRejected("CONTROL_REDUCE_ONLY", "RISK_PER_TRADE", "DAILY_LOSS_LIMIT", "TRAILING_DRAWDOWN");

    [Fact]
    public void A_reduce_only_order_that_would_open_is_rejected() =>
        Given(Past.Opened()).When(Ask.Submit(Ask.Buy(1m) with { ReduceOnly = true })).ThenRejected("REDUCE_ONLY_WOULD_OPEN");

    [Fact]
    public void A_reduce_only_order_that_reduces_is_approved() =>
        Given(Past.Holding(2m)).When(Ask.Submit(Ask.Sell(1m) with { ReduceOnly = true })).ThenApproved().Exposure.ShouldBe(Exposure.Reducing);

    [Fact]
    public void Stop_and_target_of_a_bracket_count_once()
    {
        var bracketed = Given(Past.Opened(), Past.Approved(2, Ask.Buy(2m) with { Bracket = new Bracket(1790m, 1810m) }), Past.Filled(2, "e1", Side.Buy, 2m, 1800m));
        Projection.WorkingQuantity(bracketed.State, World.Es, Side.Sell).ShouldBe(2m);
        bracketed.When(Ask.Submit(Ask.Buy(1m))).Decision.PositionAfter.ShouldBe(3m);
    }

    [Fact]
    public void A_stop_that_protects_is_what_a_position_can_lose()
    {
        var bracketed = Given(Past.Opened(), Past.Approved(2, Ask.Buy(2m, 1798m)), Past.Filled(2, "e1", Side.Buy, 2m, 1800m));
        var valuation = Valuation.Of(bracketed.State, bracketed.World.Market, World.Instruments, TestRules.Topstep.Profile);
        valuation.RiskInFlight.ShouldBe(((1799.75m - 1798m + 0.5m) * 2m * 50m) + 4.5m); // from the bid to the stop, two ticks beyond, and the way out's commission
    }

    [Fact]
    public void A_stop_that_is_asked_to_go_protects_no_more()
    {
        var bracketed = Given(Past.Opened(), Past.Approved(2, Ask.Buy(1m, 1798m)), Past.Filled(2, "e1", Side.Buy, 1m, 1800m)).After(new CancelOrder(new("c2-sl"), ""));
        Valuation.Of(bracketed.State, bracketed.World.Market, World.Instruments, TestRules.Topstep.Profile).RiskInFlight.ShouldBe((17.9975m * 50m) + 2.25m);
    }

    [Fact]
    public void An_exit_left_over_when_its_position_is_gone_counts_as_an_entry()
    {
        var left = Given([.. Past.Holding(1m), Past.Approved(5, Ask.Limit(Side.Sell, 1m, 1810m), Exposure.Closing), Past.Filled(2, "e-2b", Side.Sell, 1m, 1800m)]);
        var valuation = Valuation.Of(left.State, left.World.Market, World.Instruments, TestRules.Topstep.Profile);
        valuation.WorkingContracts.ShouldBe(1m);
        valuation.OrderRisk.ShouldBe(1799.75m * 50m * 0.01m);
    }
}
