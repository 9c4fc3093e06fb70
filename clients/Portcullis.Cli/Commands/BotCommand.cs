using System.CommandLine;
using Portcullis.Bots;
using Portcullis.Bots.Replay;
using Portcullis.Client;

namespace Portcullis.Cli.Commands;

internal static class BotCommand
{
    public static Command Build(Shell shell) => new("bot", "The example bot.") { Run(shell) };

    private static Command Run(Shell shell)
    {
        var account = new Argument<string>("account") { Description = "The account that trades." };
        var symbol = new Argument<string>("symbol") { Description = "What it trades." };
        var risk = new Option<decimal>("--risk") { Description = "Share of equity a trade may lose at its stop.", DefaultValueFactory = _ => 0.005m };
        return shell.Command("run", "Trade the VWAP pullback on the gateway's quotes, until Ctrl-C.", [account, symbol, risk], async (call, cancellation) =>
        {
            var (id, name) = (call.Value(account), call.Value(symbol));
            await using var session = call.Client.OpenTradeSession(new TradeSessionOptions { AccountId = id, UpdatesAfter = null });
            var bot = new VwapPullbackBot(new VwapPullbackSettings { AccountId = id, RiskFraction = call.Value(risk) });
            var trading = new TradeBotSession(call.Client, session, id);
            await foreach (var bar in BarsAsync(call.Client.MarketData, name, cancellation))
            {
                if (await bot.OnBarAsync(bar, trading, cancellation) is { } decision)
                    call.Output.ShowItem(decision, () => Line(decision));
            }

            return ExitCode.Ok;
        });
    }

    /// <summary>One-minute bars of the bid, as quotes come in.</summary>
    private static async IAsyncEnumerable<BarEvent> BarsAsync(
        MarketDataClient market, string symbol, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var builder = new BarBuilder(symbol);
        await foreach (var view in market.WatchAsync([symbol], cancellation))
        {
            if (view.QuotedAt is not { } at || view.Doubtful)
                continue;
            var quote = new QuoteEvent(symbol, at, view.Bid, view.Ask);
            foreach (var bar in builder.Add(new ReplayEvent(quote, null)))
                yield return bar;
        }
    }

    private static string Line(OrderDecision decision) =>
        $"{Text.Time(decision.DecidedAt)}  {decision.Verdict}  {Text.Number(decision.ApprovedQuantity)}  {decision.ClientOrderId}  "
        + string.Join("; ", decision.Violations.Select(violation => violation.Message));
}
