using System.Text.Json;
using Portcullis.Bots;
using Portcullis.Bots.Replay;
using Portcullis.Client;

namespace Portcullis.Cli.Demo;

/// <summary>How far a demonstration has come.</summary>
internal sealed record DemoProgress(long Messages, long Of, DateTimeOffset Clock, int Orders);

/// <summary>One demonstration, in lock-step: a minute of market, then whoever wants to act, then the next minute.</summary>
internal sealed class DemoRun(Scenario scenario, Desk desk, Tally tally, Pace pace, IProgress<DemoProgress> progress)
{
    private readonly VwapPullbackBot _bot = new(new VwapPullbackSettings { AccountId = Desk.BotAccount });
    private readonly CarelessTrader _careless = new(Desk.CarelessAccount);
    private readonly Queue<CarelessAct> _acts = new(scenario.Acts);
    private readonly Dictionary<string, decimal> _prices = [];
    private readonly List<DayReport> _days = [];
    private BarBuilder? _builder;
    private DayReport? _today;
    private DateTimeOffset _clock;
    private long _messages;

    public long Messages => _messages;

    public IReadOnlyList<DayReport> Days => _days;

    /// <summary>Waits until all that follows from what was done is over; the clock does not move.</summary>
    public static Func<CancellationToken, Task> Settle(PortcullisClient client) => cancellation => client.Simulation.StepAsync([], null, cancellation);

    public async Task ReplayAsync(CancellationToken cancellation)
    {
        foreach (var batch in ReplayBatches.Cut(scenario.Events(), scenario.Acts.Select(act => act.At), Client.Limits.MessagesPerStep))
        {
            await pace.UntilAsync(batch.Until, cancellation);
            await desk.Operator.Simulation.StepAsync(batch.Events.Select(next => next.Published), batch.Until, cancellation);
            _clock = batch.Until;
            _messages += batch.Events.Count;
            await TradeAsync(batch, cancellation);
            progress.Report(new DemoProgress(_messages, scenario.Survey.Events, _clock, tally.Orders));
        }

        await desk.Bot.FlattenAsync("", "the data are over", cancellation);
        await ObserveAsync(cancellation);
        if (_today is not null)
            _days.Add(_today);
    }

    /// <summary>What was filled, as the journal has it.</summary>
    public async Task<FillsReport> FillsAsync(CancellationToken cancellation)
    {
        var fills = new FillsReport(0, 0m, 0m);
        foreach (var account in new[] { Desk.BotAccount, Desk.CarelessAccount })
        {
            await foreach (var recorded in desk.Operator.Journal.ReadAsync(account, types: ["order_filled"], cancellation: cancellation))
            {
                using var json = JsonDocument.Parse(recorded.Json);
                fills = new FillsReport(fills.Count + 1, fills.Quantity + Number(json, "quantity"), fills.Commission + Number(json, "commission"));
            }
        }

        return fills;
    }

    private async Task TradeAsync(ReplayBatch batch, CancellationToken cancellation)
    {
        foreach (var next in batch.Events)
        {
            Remember(next);
            Follow(next.At);
            foreach (var bar in _builder!.Add(next))
                await OnBarAsync(bar, cancellation);
        }

        if (_builder?.Finish(_clock) is { } finished)
            await OnBarAsync(finished, cancellation);
        while (_acts.TryPeek(out var act) && act.At <= _clock)
            await BeCarelessAsync(_acts.Dequeue(), cancellation);
    }

    /// <summary>The bot trades each day's busiest contract.</summary>
    private void Follow(DateTimeOffset at)
    {
        var symbol = scenario.SymbolOn(TradingDay.Of(at)) ?? _builder?.Symbol;
        if (symbol is not null && symbol != _builder?.Symbol)
            _builder = new BarBuilder(symbol);
    }

    private async Task OnBarAsync(BarEvent bar, CancellationToken cancellation)
    {
        await _bot.OnBarAsync(bar, desk.Bot, cancellation);
        await ObserveAsync(cancellation);
    }

    private async Task ObserveAsync(CancellationToken cancellation)
    {
        var account = await desk.Bot.AccountAsync(cancellation);
        var symbol = _builder?.Symbol ?? "";
        if (account.PositionIn(symbol) is not 0m and var position)
        {
            var side = position > 0m ? Side.Buy : Side.Sell;
            var report = await desk.Operator.Accounts.HeadroomAsync(account.AccountId, symbol, side, cancellation);
            tally.Measured(account.AccountId, report.Headroom, _clock);
        }

        if (account.SessionDate is not { } session)
            return;
        if (_today is { } today && today.Session != session)
            _days.Add(today);
        _today = new DayReport(session, symbol, account.DayPnl, account.Equity, account.OrdersToday, account.TradesToday, account.Status);
    }

    private async Task BeCarelessAsync(CarelessAct act, CancellationToken cancellation)
    {
        if (_prices.TryGetValue(act.Symbol, out var price))
            await _careless.ActAsync(act, price, desk.Careless, cancellation);
    }

    private void Remember(ReplayEvent next)
    {
        // An absurd quote or print fools nobody who looks at bars; where there are none, trades and quotes must do.
        if (next.Bar is { } bar)
            _prices[next.Symbol] = bar.Close;
        else if (!_prices.ContainsKey(next.Symbol) || _builder?.Symbol != next.Symbol)
            _prices[next.Symbol] = next.Published switch { TradeEvent trade => trade.Price, QuoteEvent { Bid: { } bid } => bid, _ => _prices.GetValueOrDefault(next.Symbol) };
    }

    private static decimal Number(JsonDocument json, string name)
    {
        var property = json.RootElement.EnumerateObject().FirstOrDefault(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return property.Value.ValueKind switch
        {
            JsonValueKind.Number => property.Value.GetDecimal(),
            JsonValueKind.String => decimal.Parse(property.Value.GetString()!, System.Globalization.CultureInfo.InvariantCulture),
            _ => 0m,
        };
    }
}
