using Portcullis.Domain.Accounts;
using Portcullis.Domain.Orders;
using static Portcullis.Domain.Tests.Accounts.Scenario;

namespace Portcullis.Domain.Tests.Accounts;

public sealed class A_broker_turns_down_exits
{
    private static readonly Scenario Asked = Given(Past.Holding(2m)).After(new FlattenPositions(null, "enough", "ann"));

    [Fact]
    public void Each_refusal_doubles_the_pause_up_to_its_bound()
    {
        var (scenario, pauses) = (Asked, new List<double>());
        for (var n = 0; n < 9; n++)
        {
            scenario = Refused(scenario, n);
            var progress = scenario.State.Flattening[World.Es];
            pauses.Add((progress.NotBefore - World.Morning).TotalSeconds);
            scenario = scenario.In(w => w.At(progress.NotBefore));
            scenario.In(w => w.At(progress.NotBefore.AddTicks(-1))).When(new MonitorAccount()).Events.OfType<ExitOrdered>().ShouldBeEmpty();
            scenario = scenario.After(new MonitorAccount());
        }

        pauses.ShouldBe([5, 10, 20, 40, 80, 160, 300, 300, 300]);
    }

    [Fact]
    public void At_the_third_a_person_is_asked_to_look_once()
    {
        var (scenario, stalled) = (Asked, new List<int>());
        for (var n = 0; n < 5; n++)
        {
            var before = scenario.Past.Length;
            scenario = Refused(scenario, n);
            if (scenario.Past[before..].OfType<ExitStalled>().Any()) stalled.Add(n + 1);
            scenario = scenario.In(w => w.At(scenario.State.Flattening[World.Es].NotBefore)).After(new MonitorAccount());
        }

        stalled.ShouldBe([Limits.ExitAttemptsUnnoticed]);
        scenario.State.Status.ShouldBe(AccountStatus.ReduceOnly);
        scenario.State.StatusReason.ShouldBe("The broker has turned down the closing of ESZ13 3 times (no margin). Close it there or mend the cause, then rearm.");
    }

    [Fact]
    public void Once_a_person_has_looked_it_is_tried_at_once()
    {
        var stalled = Enumerable.Range(0, 3).Aggregate(Asked, (scenario, n) =>
            Refused(n == 0 ? scenario : scenario.In(w => w.At(scenario.State.Flattening[World.Es].NotBefore)).After(new MonitorAccount()), n));
        stalled.When(new MonitorAccount()).Events.OfType<ExitOrdered>().ShouldBeEmpty();
        stalled.When(new RearmAccount("mended", "ann")).Then(typeof(AccountStatusChanged), typeof(ExitOrdered)).State.Flattening[World.Es].Attempts.ShouldBe(1);
    }

    // The broker's clock stands still, so that the pauses can be read off.
    private static Scenario Refused(Scenario scenario, int n) =>
        scenario.After(Ask.Execution($"no-{n}", scenario.State.Orders.Keys.Single(), ExecutionKind.Rejected) with { Reason = "no margin" });
}
