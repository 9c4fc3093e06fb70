using Portcullis.Domain.Accounts;
using Portcullis.Domain.Facts;
using static Portcullis.Domain.Tests.Accounts.Scenario;

namespace Portcullis.Domain.Tests.Accounts;

public sealed class A_tampered_decision_is_named
{
    private static readonly OrderDecided Approved = Given(Past.Opened()).When(Ask.Submit(Ask.Buy(2m))).Decision;

    private static readonly OrderDecided Rejected = Given(Past.Opened()).When(Ask.Submit(Ask.Buy(7m))).Decision;

    private static readonly OrderDecided Resized = Given(Past.Opened()).When(Ask.Submit(Ask.Buy(7m) with { AllowResize = true })).Decision;

    private static string[] Differences(OrderDecided decided) => [.. Reverification.Differences(decided, TestRules.Topstep)];

    [Fact]
    public void What_was_not_tampered_with_has_no_difference()
    {
        Differences(Approved).ShouldBeEmpty();
        Differences(Rejected).ShouldBeEmpty();
        Differences(Resized).ShouldBeEmpty();
    }

    [Fact]
    public void A_fact() => Differences(Approved with { Facts = new RecordedFacts(Approved.Facts.Json.Replace("\"dayPnl\":0", "\"dayPnl\":-500", StringComparison.Ordinal)) })
        .ShouldContain("computed headroom DAILY_LOSS_LIMIT 341.0 is not recorded");

    [Fact]
    public void A_fact_that_would_have_refused() => Differences(Approved with { Facts = new RecordedFacts(Approved.Facts.Json.Replace("\"dayPnl\":0", "\"dayPnl\":-900", StringComparison.Ordinal)) })
        .ShouldContain("recorded as Approved, computed as refused: DAILY_LOSS_LIMIT");

    [Fact]
    public void A_violation_taken_out() => Differences(Rejected with { Violations = Rejected.Violations[1..] }).ShouldContain("computed violation MAX_ORDER_QUANTITY (7 <= 5) is not recorded");

    [Fact]
    public void A_violation_put_in() =>
        Differences(Approved with { Violations = [new Violation { Code = "NEWS_BLACKOUT", Message = "", Effect = RuleEffect.Reject }] }).ShouldContain("recorded violation NEWS_BLACKOUT (  ) is not computed");

    [Fact]
    public void A_violation_of_a_resized_order() =>
        Differences(Resized with { Violations = Resized.Violations[1..] }).ShouldContain("computed violation MAX_ORDER_QUANTITY (7 <= 5) is not recorded");

    [Fact]
    public void A_quantity()
    {
        Differences(Approved with { ApprovedQuantity = 3m }).ShouldContain("approved 3, judged at 2");
        Differences(Resized with { ApprovedQuantity = 6m }).ShouldContain("approved 6, judged at 5");
        Differences(Rejected with { ApprovedQuantity = 1m }).ShouldContain("approved 1 of an order that is Rejected");
    }

    [Fact]
    public void Headroom() => Differences(Approved with { Headroom = Approved.Headroom[1..] }).ShouldHaveSingleItem().ShouldStartWith("computed headroom");

    [Fact]
    public void A_verdict() => Differences(Rejected with { Verdict = Verdict.Approved, ApprovedQuantity = 7m }).ShouldContain(d => d.StartsWith("recorded as Approved, computed as refused"));

    [Fact]
    public void The_rules() => Differences(Approved with { RuleSet = "other" }).ShouldHaveSingleItem().ShouldStartWith("recorded under rule set other");
}
