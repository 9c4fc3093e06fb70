using Portcullis.Domain.Accounts;
using Portcullis.Domain.Facts;

namespace Portcullis.Domain.Tests.Accounts;

public sealed class Refusals_have_one_precedence
{
    [Fact]
    public void The_gateways_own_refusals_are_a_table() => Judge.Precedence.ShouldBe(
    [
        "ACCOUNT_BREACHED", "CONTROL_HALTED", "ACCOUNT_HALTED", "CONTROL_REDUCE_ONLY", "ACCOUNT_REDUCE_ONLY", "REDUCE_ONLY_WOULD_OPEN", "MARK_DOUBTFUL",
    ]);

    [Fact]
    public void Codes_of_refusals_keep_their_numbers() => Enum.GetValues<RefusalCode>().Select(c => $"{(int)c} {c}").ShouldBe(
    [
        "0 Unspecified", "1 AccountUnknown", "2 AccountExists", "3 ProfileUnknown", "4 ClientOrderIdReused", "5 InstrumentUnknown", "6 OrderUnknown", "7 OrderFilled",
        "8 OrderCanceled", "9 OrderExpired", "10 OrderRejected", "11 ReplacementPending", "12 ReplacementInvalid", "13 AdjustmentIdReused", "14 AccountQuarantined", "15 ExecutionIdReused",
    ]);

    /// <summary>Whatever combination holds, what is reported is in the table's order and comes before the rules.</summary>
    [Fact]
    public void Every_combination_is_reported_in_the_tables_order()
    {
        foreach (var status in Enum.GetValues<AccountStatus>())
            for (var bits = 0; bits < 16; bits++)
            {
                var facts = new DecisionFacts
                {
                    Order = new OrderFacts { Exposure = Exposure.Opening },
                    Account = new AccountFacts { Status = status },
                    Control = new ControlFacts { Halted = (bits & 1) != 0, ReduceOnly = (bits & 2) != 0 },
                    Market = new MarketFacts { Doubtful = (bits & 4) != 0 },
                };
                var codes = Judge.Order(facts, TestRules.Topstep, reduceOnly: (bits & 8) != 0).Violations.Select(v => v.Code).ToArray();
                var own = codes.TakeWhile(Judge.Precedence.Contains).ToArray();
                own.ShouldBe(Judge.Precedence.Where(own.Contains));
                codes.Skip(own.Length).ShouldAllBe(code => !Judge.Precedence.Contains(code));
                own.Contains("CONTROL_HALTED").ShouldBe((bits & 1) != 0);
                own.Contains("ACCOUNT_BREACHED").ShouldBe(status == AccountStatus.Breached);
            }
    }
}
