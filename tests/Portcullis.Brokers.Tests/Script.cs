using FsCheck;
using FsCheck.Fluent;
using Portcullis.Domain.Orders;

namespace Portcullis.Brokers.Tests;

/// <summary>One step of a random history. Prices are ticks around 100.</summary>
public abstract record Step
{
    public sealed record Quote(int Ticks, int Spread, int? Size) : Step;

    public sealed record Bar(int High, int Low, int Close) : Step;

    public sealed record Submit(Side Side, OrderType Type, int Quantity, int Limit, int Stop, TimeInForce TimeInForce, bool Bracket, bool Target) : Step;

    public sealed record Replace(int Order, int Quantity, int Limit, int Stop) : Step;

    public sealed record Cancel(int Order) : Step;

    public sealed record Halt : Step;

    public sealed record Restart : Step;
}

/// <summary>Random histories of a market and of orders in it.</summary>
public static class Script
{
    private static readonly Gen<int> Ticks = Gen.Choose(-8, 8);

    private static readonly Gen<Step> AnyQuote =
        from ticks in Ticks
        from spread in Gen.Choose(0, 3)
        from size in Gen.OneOf(Gen.Constant((int?)null), Gen.Choose(0, 4).Select(size => (int?)size))
        select (Step)new Step.Quote(ticks, spread, size);

    private static readonly Gen<Step> AnyBar =
        from close in Ticks
        from up in Gen.Choose(0, 6)
        from down in Gen.Choose(0, 6)
        select (Step)new Step.Bar(close + up, close - down, close);

    private static readonly Gen<Step> AnySubmit =
        from side in Gen.Elements(Side.Buy, Side.Sell)
        from type in Gen.Elements(OrderType.Market, OrderType.Limit, OrderType.Stop, OrderType.StopLimit)
        from quantity in Gen.Choose(1, 6)
        from limit in Ticks
        from stop in Ticks
        from timeInForce in Gen.Elements(TimeInForce.Gtc, TimeInForce.Day, TimeInForce.Ioc, TimeInForce.Fok)
        from bracket in Gen.Elements(true, true, false)
        from target in Gen.Elements(true, false)
        select (Step)new Step.Submit(side, type, quantity, limit, stop, timeInForce, bracket, target);

    private static readonly Gen<Step> AnyReplace =
        from order in Gen.Choose(0, 20)
        from quantity in Gen.Choose(0, 8)
        from limit in Ticks
        from stop in Ticks
        select (Step)new Step.Replace(order, quantity, limit, stop);

    private static readonly Gen<Step> AnyStep = Gen.Frequency(
        (6, AnyQuote),
        (4, AnyBar),
        (6, AnySubmit),
        (2, AnyReplace),
        (2, Gen.Choose(0, 20).Select(order => (Step)new Step.Cancel(order))),
        (1, Gen.Constant((Step)new Step.Halt())),
        (1, Gen.Constant((Step)new Step.Restart())));

    public static Arbitrary<Step[]> Histories { get; } = Arb.From(AnyStep.ArrayOf(), Shrunk);

    private static IEnumerable<Step[]> Shrunk(Step[] steps)
    {
        for (var size = steps.Length / 2; size > 0; size /= 2)
            for (var from = 0; from + size <= steps.Length; from += size)
                yield return [.. steps[..from], .. steps[(from + size)..]];
    }
}
