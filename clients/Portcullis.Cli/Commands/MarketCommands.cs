using System.CommandLine;
using Portcullis.Client;

namespace Portcullis.Cli.Commands;

internal static class MarketCommands
{
    public static Command Build(Shell shell) => new("market", "Market data, in and out.") { Watch(shell), Publish(shell) };

    private static Command Watch(Shell shell)
    {
        var symbols = new Argument<string[]>("symbols") { Description = "None: all instruments.", Arity = ArgumentArity.ZeroOrMore };
        return shell.Command("watch", "How the gateway sees instruments, until Ctrl-C.", [symbols], async (call, cancellation) =>
        {
            await foreach (var view in call.Client.MarketData.WatchAsync(call.Value(symbols), cancellation))
            {
                call.Output.ShowItem(view, () =>
                    $"{Text.Time(view.QuotedAt),-24}  {view.Symbol}  {Text.Number(view.Bid)} / {Text.Number(view.Ask)}  last {Text.Number(view.Last)}"
                    + $"{(view.Halted ? "  halted" : "")}{(view.Doubtful ? $"  doubtful: {view.Doubt}" : "")}");
            }

            return ExitCode.Ok;
        });
    }

    private static Command Publish(Shell shell)
    {
        var symbol = new Argument<string>("symbol") { Description = "The instrument." };
        var bid = new Option<decimal?>("--bid") { Description = "Best bid." };
        var ask = new Option<decimal?>("--ask") { Description = "Best ask." };
        var last = new Option<decimal?>("--last") { Description = "Price of a trade." };
        var size = new Option<decimal>("--size") { Description = "Size of the trade.", DefaultValueFactory = _ => 1m };
        var state = new Option<TradingState?>("--state") { Description = "open or halted." };
        return shell.Command("publish", "Tell the gateway a quote, a trade or a trading state, as of now.", [symbol, bid, ask, last, size, state], async (call, cancellation) =>
        {
            var (name, now) = (call.Value(symbol), call.Time.GetUtcNow());
            List<MarketEvent> events = [];
            if (call.Value(bid) is not null || call.Value(ask) is not null)
                events.Add(new QuoteEvent(name, now, call.Value(bid), call.Value(ask)));
            if (call.Value(last) is { } price)
                events.Add(new TradeEvent(name, now, price, call.Value(size)));
            if (call.Value(state) is { } trading)
                events.Add(new TradingStateEvent(name, now, trading));
            if (events.Count == 0)
                throw new UsageException("Nothing to publish: give --bid and --ask, --last, or --state.");

            using var publisher = call.Client.MarketData.OpenPublisher(cancellation);
            foreach (var data in events)
                await publisher.WriteAsync(data);
            return PublishedView.Show(call.Output, await publisher.CompleteAsync());
        });
    }
}
