using System.Collections.Concurrent;
using Portcullis.Client;

namespace Portcullis.Faults.Tests;

/// <summary>
/// Bots that trade several accounts at once and write down what they asked and what they were answered. Whatever happens to the gateway, what
/// was answered must stay so, and what was not answered can be asked again.
/// </summary>
internal sealed class Trading(int seed, params string[] accounts)
{
    public const string Symbol = "BTCUSD";
    public const decimal Bid = 100.00m;
    public const decimal Ask = 100.01m;

    private const int BotsPerAccount = 4;

    private readonly Random _random = new(seed);
    private readonly Lock _lock = new();
    private int _orders;

    public IReadOnlyList<string> Accounts => accounts;

    /// <summary>By account and client order id: the decision that was answered.</summary>
    public ConcurrentDictionary<(string Account, string Id), OrderDecision> Answered { get; } = new();

    /// <summary>Asked, and never answered.</summary>
    public ConcurrentDictionary<(string Account, string Id), OrderRequest> Open { get; } = new();

    /// <summary>One quote: fresh enough for a run.</summary>
    public static async Task QuoteAsync(PortcullisClient client, CancellationToken cancellationToken)
    {
        using var feed = client.MarketData.OpenPublisher(cancellationToken);
        await feed.WriteAsync(new QuoteEvent(Symbol, TimeProvider.System.GetUtcNow(), Bid, Ask, 1_000_000m, 1_000_000m));
        (await feed.CompleteAsync()).Accepted.ShouldBe(1);
    }

    /// <summary>All bots trade until so many answers have come; at that one, <paramref name="enough"/> is called while others are under way.</summary>
    public async Task TradeAsync(PortcullisClient client, int answers, Action enough, CancellationToken cancellationToken)
    {
        var left = answers;
        var over = false;
        await Task.WhenAll(accounts.SelectMany(account => Enumerable.Range(0, BotsPerAccount).Select(_ => Task.Run(() => BotAsync(account), cancellationToken))));

        async Task BotAsync(string account)
        {
            while (!Volatile.Read(ref over))
            {
                var order = Next(account);
                if (!await AskAsync(client, order, cancellationToken)) return;
                if (Interlocked.Decrement(ref left) != 0) continue;
                Volatile.Write(ref over, true);
                enough();
            }
        }
    }

    /// <summary>Asks again everything that was never answered.</summary>
    public async Task AskAgainAsync(PortcullisClient client, CancellationToken cancellationToken)
    {
        foreach (var order in Open.Values) (await AskAsync(client, order, cancellationToken)).ShouldBeTrue();
    }

    /// <summary>Whether it was answered.</summary>
    public async Task<bool> AskAsync(PortcullisClient client, OrderRequest order, CancellationToken cancellationToken)
    {
        var name = (order.AccountId, order.ClientOrderId);
        Open[name] = order;
        try
        {
            Answered[name] = await client.Orders.SubmitAsync(order, cancellationToken);
        }
        catch (PortcullisException)
        {
            return false;
        }

        return Open.TryRemove(name, out _);
    }

    /// <summary>Fills at once.</summary>
    public static OrderRequest Buy(string account, string id) => new()
    {
        AccountId = account,
        ClientOrderId = id,
        Symbol = Symbol,
        Side = Side.Buy,
        Type = OrderType.Market,
        Quantity = 1m,
        TimeInForce = TimeInForce.GoodTillCanceled,
    };

    /// <summary>Half of them fill at once, half rest in the book.</summary>
    public OrderRequest Next(string account)
    {
        lock (_lock)
        {
            var side = _random.Next(2) == 0 ? Side.Buy : Side.Sell;
            var rests = _random.Next(2) == 0;
            return new OrderRequest
            {
                AccountId = account,
                ClientOrderId = $"o-{seed}-{_orders++}",
                Symbol = Symbol,
                Side = side,
                Type = rests ? OrderType.Limit : OrderType.Market,
                Quantity = _random.Next(1, 4),
                LimitPrice = rests ? side == Side.Buy ? 90m : 110m : null,
                TimeInForce = TimeInForce.GoodTillCanceled,
            };
        }
    }
}
