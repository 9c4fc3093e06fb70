using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Orders;
using Portcullis.Rules;
using static Portcullis.Domain.Tests.Accounts.Scenario;

namespace Portcullis.Domain.Tests.Accounts;

public sealed class A_tampered_decision_is_named
{
    private static readonly OrderDecided Approved = Given(Past.Opened()).When(Ask.Submit(Ask.Buy(2m))).Decision;

    private static readonly OrderDecided Rejected = Given(Past.Opened()).When(Ask.Submit(Ask.Buy(7m))).Decision;

    private static readonly OrderDecided Resized = Given(Past.Opened()).When(Ask.Submit(Ask.Buy(7m) with { AllowResize = true })).Decision;

    private static readonly OrderDecided InBlackout = Given(Past.Opened()).In(w => w.Releasing(w.Now)).When(Ask.Submit(Ask.Limit(Side.Sell, 2m, 1_801m))).Decision;

    private static readonly OrderDecided Exit =
        Given(Past.Opened(), Past.Approved(2, Ask.Market(Side.Buy, 2m)), Past.Filled(2, "e1", Side.Buy, 2m, 1_800m)).When(Ask.Submit(Ask.Market(Side.Sell, 1m))).ThenApproved();

    private static readonly OrderDecided Replacement =
        Given(Past.Opened(), Past.Approved(2, Ask.Limit(Side.Buy, 2m, 1_799m))).When(new ReplaceOrder(new("r1"), new("c2"), 3m, 1_798m, null)).Decision;

    public static TheoryData<string> Decisions => [nameof(Approved), nameof(Rejected), nameof(Resized), nameof(InBlackout), nameof(Exit), nameof(Replacement)];

    private static OrderDecided Decision(string name) => name switch
    {
        nameof(Approved) => Approved,
        nameof(Rejected) => Rejected,
        nameof(Resized) => Resized,
        nameof(InBlackout) => InBlackout,
        nameof(Exit) => Exit,
        _ => Replacement,
    };

    /// <summary>What nothing follows from: names, moments, and a control's version, which the order of the journal's events proves.</summary>
    private static readonly string[] Free = ["orderId", "request.clientOrderId", "at", "controlVersion", "replaces", "maxQuantity"];

    /// <summary>Facts that no rule of this pack reads, or reads only of orders of another kind.</summary>
    private static readonly string[] NotRead =
        ["facts.order.referencePrice", "facts.news.nearby.0.title", "facts.news.nearby.0.currency", "facts.news.nearby.0.allDay", "facts.news.nearby.0.secondsAway", "facts.news.known", "facts.news", "facts.order.type"];

    /// <summary>Facts that the record still tells by their default, or by what stands beside them.</summary>
    private static readonly string[] NotMissed = ["approvedQuantity", "riskAmount", "facts.account.status", "facts.account.riskInFlight", "facts.order.exposure", "facts.order.positionAfter", "facts.order.riskAmount"];

    private static readonly string[] Judged = ["symbol", "side", "quantity", "exposure", "positionAfter", "riskAmount"];

    private static bool IsFree(string path, bool isRemoved, OrderDecided decided) =>
        Free.Contains(path) || NotRead.Contains(path) || (isRemoved && NotMissed.Contains(path))
        // At the quantity asked for only what failed there is recorded.
        || path is "askedFacts.order.notional" or "askedFacts.order.grossNotionalAfter" or "askedFacts.order.exposure"
        // The request of a replacement is made of the order that it changes, and an exit is judged by the few rules that judge exits.
        || (decided.Replaces is not null && (path == "requestHash" || path.StartsWith("request.", StringComparison.Ordinal)))
        || (decided.Exposure is Exposure.Reducing or Exposure.Closing && (path == "notionalPerUnit" || (path.StartsWith("facts.", StringComparison.Ordinal) && (isRemoved || !Judged.Contains(path.Split('.')[^1])))));

    [Theory]
    [MemberData(nameof(Decisions))]
    public void Whatever_was_changed_in_it(string name)
    {
        var decided = Decision(name);
        var stored = EventCatalog.Write(decided);
        Differences(Read(stored)).ShouldBeEmpty();
        var changes = Tampering.Of(stored).Where(change => !IsFree(change.Path, change.IsRemoved, decided)).ToArray();
        changes.Length.ShouldBeGreaterThan(60);
        changes.Where(change => !IsNoticed(change.Tampered)).Select(change => $"{change.Path} in {Encoding.UTF8.GetString(change.Tampered)}").ShouldBeEmpty();
    }

    private static bool IsNoticed(byte[] tampered)
    {
        OrderDecided read;
        try
        {
            read = Read(tampered);
        }
        catch (JsonException)
        {
            return true;
        }

        return Differences(read).Length > 0;
    }

    private static OrderDecided Read(byte[] stored) => (OrderDecided)EventCatalog.Read("order_decided", stored)!;

    private static string[] Differences(OrderDecided decided) => [.. Reverification.Differences(decided, TestRules.Topstep)];

    private static OrderDecided AtDayPnl(decimal pnl) =>
        Approved with { Facts = Approved.Facts with { Values = Approved.Facts.Values with { Account = Approved.Facts.Values.Account with { DayPnl = pnl } } } };

    [Fact]
    public void A_fact() => Differences(AtDayPnl(-500m)).ShouldHaveSingleItem().ShouldBe("headroom DAILY_LOSS_LIMIT: recorded 841.0, computed 341.0");

    [Fact]
    public void A_fact_that_would_have_refused() => Differences(AtDayPnl(-900m)).ShouldContain("recorded as Approved, computed as refused: DAILY_LOSS_LIMIT");

    [Fact]
    public void A_violation_taken_out() => Differences(Rejected with { Violations = Rejected.Violations[1..] }).ShouldContain("computed violation MAX_ORDER_QUANTITY (7 <= 5) is not recorded");

    [Fact]
    public void A_violation_put_in() =>
        Differences(Approved with { Violations = [new Violation { Code = "NEWS_BLACKOUT", Message = "", Effect = RuleEffect.Reject }] }).ShouldContain("recorded violation NEWS_BLACKOUT (  ) is not computed");

    [Fact]
    public void A_violation_of_a_resized_order() =>
        Differences(Resized with { Violations = Resized.Violations[1..] }).ShouldContain("computed violation MAX_ORDER_QUANTITY (7 <= 5) is not recorded");

    [Fact]
    public void A_message() => Differences(Rejected with { Violations = Rejected.Violations.SetItem(0, Rejected.Violations[0] with { Message = "No." }) })
        .ShouldHaveSingleItem().ShouldBe("violation MAX_ORDER_QUANTITY: recorded message \"No.\", computed \"An order of 7 is larger than one order may be (5).\"");

    [Fact]
    public void The_order_of_violations() => Differences(Rejected with { Violations = [.. Rejected.Violations.Reverse()] }).ShouldHaveSingleItem().ShouldContain("another order");

    [Fact]
    public void A_refusal_that_follows_from_no_fact_but_has_the_gateways_code() =>
        Differences(Rejected with { Violations = [Rejected.Violations[0] with { Code = "FLATTEN_IN_PROGRESS" }, .. Rejected.Violations] }).ShouldHaveSingleItem().ShouldEndWith("is none of the gateway's own");

    [Fact]
    public void A_quantity()
    {
        Differences(Approved with { ApprovedQuantity = 3m }).ShouldContain("approved 3, judged at 2");
        Differences(Resized with { ApprovedQuantity = 6m }).ShouldContain("approved 6, judged at 5");
        Differences(Rejected with { ApprovedQuantity = 1m }).ShouldContain("approved 1 of an order that is Rejected");
    }

    [Fact]
    public void Headroom() => Differences(Approved with { Headroom = Approved.Headroom[1..] }).ShouldHaveSingleItem().ShouldStartWith("headroom FLAT_BY: recorded nothing, computed");

    [Fact]
    public void A_verdict() => Differences(Rejected with { Verdict = Verdict.Approved, ApprovedQuantity = 7m }).ShouldContain(d => d.StartsWith("recorded as Approved, computed as refused"));

    [Fact]
    public void A_request() =>
        Differences(Approved with { Request = Approved.Request with { Tag = "other" } }).ShouldHaveSingleItem().ShouldEndWith("which is not that of the recorded request");

    [Fact]
    public void The_rules() => Differences(Approved with { RuleSet = "other" }).ShouldHaveSingleItem().ShouldStartWith("recorded under rule set other");

    [Fact]
    public void Nothing_is_missed_that_a_message_alone_shows()
    {
        const string shy = """[{"WorkflowName":"shy","Rules":[{"RuleName":"Never","Expression":"order.Quantity > 1000000","ErrorMessage":"with $(account.WinsToday) won and the last trade at $(market.Last)","Properties":{"Code":"NEVER","Effect":"Reject"}}]}]""";
        var rules = TestRules.Load("topstep/topstep-50k", moreOrders: new RuleFile("shy", shy));

        var decided = Given(Past.Opened(), Past.Approved(2, Ask.Market(Side.Buy, 1m)), Past.Filled(2, "e1", Side.Buy, 1m, 1_800m), Past.Approved(4, Ask.Market(Side.Sell, 1m)), Past.Filled(4, "e2", Side.Sell, 1m, 1_802m))
            .In(w => w.Under(rules)).When(Ask.Submit(Ask.Buy(1m))).Decision;

        decided.Violations.ShouldContain(v => v.Message.StartsWith("with 1 won", StringComparison.Ordinal));
        Reverification.Differences(Read(EventCatalog.Write(decided)), rules).ShouldBeEmpty();
    }

    /// <summary>A rule set that reads neither risk nor position: what the record says of them twice must agree.</summary>
    [Fact]
    public void Also_what_no_rule_reads()
    {
        var rules = TestRules.Load("topstep/topstep-50k", profile => profile with { OrderRules = [] }, moreOrders: new RuleFile("few", """[{"WorkflowName":"few","Rules":[{"RuleName":"Open","Expression":"session.IsOpen"}]}]"""));
        var decided = Given(Past.Opened()).In(w => w.Under(rules)).When(Ask.Submit(Ask.Buy(2m))).Decision;
        var read = Read(EventCatalog.Write(decided));
        Reverification.Differences(read, rules).ShouldBeEmpty();
        var stored = JsonNode.Parse(EventCatalog.Write(decided))!;
        foreach (var (name, other) in new (string, JsonNode)[] { ("exposure", "Increasing"), ("positionAfter", 3m), ("riskAmount", 1m) })
        {
            var tampered = stored.DeepClone();
            tampered[name] = other.DeepClone();
            Reverification.Differences(Read(Encoding.UTF8.GetBytes(tampered.ToJsonString())), rules).ShouldNotBeEmpty(name);
        }
    }
}
