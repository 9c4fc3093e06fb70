using Portcullis.Domain.Accounts;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Orders;
using static Portcullis.Domain.Tests.Accounts.Scenario;

namespace Portcullis.Domain.Tests.Accounts;

public sealed class A_contract_expires
{
    /// <summary>Friday 2013-12-20, 08:30 in Chicago.</summary>
    private static readonly DateTimeOffset Expiry = World.Instruments.Find(World.Es)!.Expires!.Value;

    private static readonly Scenario Held = Given(Past.Holding(2m)).In(w => w.At(Expiry.AddTicks(-1))).After(new MonitorAccount());

    [Fact]
    public void Until_its_last_moment_it_is_held() => Held.When(new MonitorAccount()).ThenNothing();

    [Fact]
    public void At_its_expiry_the_position_is_closed() =>
        Held.In(w => w.At(Expiry)).When(new MonitorAccount()).Then(
            new FlattenRequested([World.Es], "expired", "portcullis", Expiry),
            new ExitOrdered(Past.Id(7), World.Es, Side.Sell, 2m, "expired", Expiry));

    [Fact]
    public void Its_working_orders_go_before_it_is_closed()
    {
        var exit = Past.Approved(6, Ask.Limit(Side.Sell, 1m, 1810m), Exposure.Reducing);
        (Held with { Past = [.. Held.Past, exit] }).In(w => w.At(Expiry)).When(new MonitorAccount()).Then(typeof(FlattenRequested), typeof(CancelRequested));
    }

    [Fact]
    public void What_does_not_expire_stays() =>
        Given(Past.Opened(), Past.Approved(2, Ask.Buy(1m) with { Symbol = World.Dax }), Past.Filled(2, "e1", Side.Buy, 1m, 9_000m) with { Symbol = World.Dax, Currency = "EUR", ConversionRate = 1.25m })
            .In(w => w.At(Expiry).Quoting(9_000m, 9_001m, World.Dax).Quoting(1.25m, 1.25m, "EURUSD")).When(new MonitorAccount()).Events.OfType<FlattenRequested>().ShouldBeEmpty();

    [Fact]
    public void The_settlement_ends_it_and_nothing_is_asked_again()
    {
        var settled = Held.In(w => w.At(Expiry)).After(new MonitorAccount()).After(Ask.Fill("e9", 7, 2m, 1805m));
        settled.State.ShouldSatisfyAllConditions(s => s.QuantityOf(World.Es).ShouldBe(0m), s => s.Flattening.ShouldBeEmpty(), s => s.Balance.ShouldBe(50_500m));
        settled.In(w => w.At(Expiry.AddMinutes(1))).When(new MonitorAccount()).ThenNothing();
    }
}
