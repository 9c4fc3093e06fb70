using Portcullis.Bots;
using Portcullis.Bots.Generated;

namespace Portcullis.Client.Tests.Bots;

public sealed class TheGeneratedSession
{
    private readonly GeneratedSession _session = GeneratedSession.Create(1);

    [Fact]
    public void The_same_seed_gives_the_same_session() =>
        GeneratedSession.Create(1).Events.ShouldBe(_session.Events);

    [Fact]
    public void Another_seed_gives_another_session() =>
        GeneratedSession.Create(2).Events.SequenceEqual(_session.Events).ShouldBeFalse();

    [Fact]
    public void Its_events_are_in_time_order_and_on_the_tick()
    {
        _session.Events.Zip(_session.Events.Skip(1)).Where(pair => pair.First.At > pair.Second.At).ShouldBeEmpty();
        var bars = _session.Events.Select(next => next.Bar).OfType<BarEvent>().ToList();
        bars.Where(bar => Prices(bar).Any(price => price % InstrumentSpec.For(bar.Symbol).TickSize != 0m)).ShouldBeEmpty();
        bars.Where(bar => bar.High < Math.Max(bar.Open, bar.Close) || bar.Low > Math.Min(bar.Open, bar.Close)).ShouldBeEmpty();
    }

    private static decimal[] Prices(BarEvent bar) => [bar.Open, bar.High, bar.Low, bar.Close, bar.Bid!.Value, bar.Ask!.Value];

    [Fact]
    public void It_holds_a_halt_a_gap_a_spike_an_out_of_line_print_and_an_absurd_quote()
    {
        var published = _session.Events.Select(next => next.Published).ToList();
        var bars = published.OfType<BarEvent>().Where(bar => bar.Symbol == GeneratedSession.Symbol).ToList();

        published.OfType<TradingStateEvent>().Select(state => state.State).ShouldBe([TradingState.Halted, TradingState.Open]);
        bars.Zip(bars.Skip(1), (one, next) => next.Start - one.At).Where(gap => gap > TimeSpan.Zero).ShouldBe([TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(12)]);
        var news = _session.Calendar.Single();
        var spike = bars.Single(bar => bar.Start == news.At);
        (spike.High - spike.Low).ShouldBeGreaterThan(10m);
        var print = published.OfType<TradeEvent>().Single();
        print.Price.ShouldBeLessThan(0.98m * bars.Last(bar => bar.At <= print.At).Close);
        var quote = published.OfType<QuoteEvent>().First();
        quote.Bid!.Value.ShouldBeLessThan(0.98m * bars.Last(bar => bar.At <= quote.At).Close);
    }

    [Fact]
    public void Each_kind_of_carelessness_has_its_moment()
    {
        _session.Acts.Select(act => act.Kind).Distinct().Count().ShouldBe(Enum.GetValues<Carelessness>().Length);
        var (first, last) = (_session.Events[0].At, _session.Events[^1].At);
        _session.Acts.ShouldAllBe(act => first < act.At && act.At < last);
    }
}
