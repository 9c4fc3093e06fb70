using System.Globalization;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Market;
using Portcullis.Domain.Orders;
using Portcullis.Journal;

namespace Portcullis.Brokers.Tests;

/// <summary>A paper broker with everything around it: a clock, a ledger, a market to quote and a sink that listens.</summary>
internal sealed class PaperWorld : IExecutionSink
{
    public static readonly AccountId Account = new("acct");

    // A Wednesday, inside the hours of DAY.
    public static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    /// <summary>An entry's, approved before any control was set.</summary>
    public static readonly Approval Approved = new(0, "firm", "strategy", OnlyReduces: false);

    private readonly PaperBrokerOptions _options;

    public PaperWorld(PaperBrokerOptions? options = null, IJournal? ledger = null, SteppedTime? time = null)
    {
        _options = options ?? new PaperBrokerOptions { StopSlippageTicks = 0 };
        Ledger = ledger ?? new InMemoryJournal();
        Time = time ?? new SteppedTime(Noon);
        Broker = new PaperBroker(Ledger, this, TestMarket.Catalog, _options, Time);
    }

    public SteppedTime Time { get; }

    public IJournal Ledger { get; }

    public PaperBroker Broker { get; }

    public List<BrokerExecution> Heard { get; } = [];

    /// <summary>Lets the sink refuse; the default takes everything.</summary>
    public Func<BrokerExecution, Task> OnReport { get; set; } = _ => Task.CompletedTask;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task ReportAsync(IReadOnlyList<BrokerExecution> executions, CancellationToken cancellationToken)
    {
        foreach (var execution in executions)
        {
            await OnReport(execution);
            lock (Heard) Heard.Add(execution);
        }
    }

    /// <summary>The same ledger and clock under a new broker, as after a crash.</summary>
    public async Task<PaperWorld> RestartedAsync()
    {
        var next = new PaperWorld(_options, Ledger, Time);
        await next.Broker.StartAsync(Token);
        return next;
    }

    public Task QuoteAsync(decimal bid, decimal ask, decimal? bidSize = null, decimal? askSize = null, string symbol = "FUT") =>
        Broker.OnMarketAsync(View(symbol, bid, ask) with { BidSize = bidSize, AskSize = askSize }, null, Token);

    public Task HaltAsync(decimal bid, decimal ask) => Broker.OnMarketAsync(View("FUT", bid, ask) with { Halted = true }, null, Token);

    public Task DoubtAsync(decimal bid, decimal ask) => Broker.OnMarketAsync(View("FUT", bid, ask) with { Doubt = MarkDoubt.OutOfLine }, null, Token);

    /// <summary>A minute passes and ends with this quote, after prices between low and high.</summary>
    public Task BarAsync(decimal high, decimal low, decimal bid, decimal ask, string symbol = "FUT")
    {
        var from = Time.Now;
        Time.Now += TimeSpan.FromMinutes(1);
        return Broker.OnMarketAsync(View(symbol, bid, ask), new BarRange(high, low, from), Token);
    }

    public async Task<OrderId> SubmitAsync(
        string id, Side side, OrderType type, decimal quantity, decimal? limit = null, decimal? stop = null, TimeInForce timeInForce = TimeInForce.Gtc, Bracket? bracket = null, string symbol = "FUT", AccountId? account = null, Approval? approval = null)
    {
        var order = new OrderId(id);
        await Broker.SubmitAsync(new BrokerOrder(account ?? Account, order, symbol, side, type, quantity, limit, stop, timeInForce, bracket, approval ?? Approved), Token);
        await Broker.SettledAsync(Token);
        return order;
    }

    public async Task ReplaceAsync(OrderId order, decimal quantity, decimal? limit = null, decimal? stop = null, Approval? approval = null, string? change = null)
    {
        await Broker.ReplaceAsync(new BrokerReplace(Account, order, new OrderId(change ?? $"change-{Guid.CreateVersion7()}"), quantity, limit, stop, approval ?? Approved), Token);
        await Broker.SettledAsync(Token);
    }

    public async Task CancelAsync(OrderId order)
    {
        await Broker.CancelAsync(Account, order, Token);
        await Broker.SettledAsync(Token);
    }

    public Task TimeAsync(DateTimeOffset now)
    {
        Time.Now = now;
        return Broker.OnTimeAsync(now, Token);
    }

    /// <summary>What the sink heard of an order, each as <c>Fill 2 @ 100.25</c>.</summary>
    public string[] Told(string order) => [.. Heard.Where(execution => execution.Order.Value == order).Select(Line)];

    /// <summary>What the sink heard of all orders, each as <c>a Fill 2 @ 100.25</c>.</summary>
    public string[] Told() => [.. Heard.Select(execution => $"{execution.Order} {Line(execution)}")];

    public static string Line(BrokerExecution execution) => execution.Price is { } price
        ? string.Create(CultureInfo.InvariantCulture, $"{execution.Kind} {execution.Quantity:0.###} @ {price:0.####}")
        : string.Create(CultureInfo.InvariantCulture, $"{execution.Kind} {execution.Quantity:0.###}");

    private MarketView View(string symbol, decimal bid, decimal ask) =>
        new() { Symbol = symbol, Bid = bid, Ask = ask, QuotedAt = Time.Now, Doubt = MarkDoubt.None };
}
