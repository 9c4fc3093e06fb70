using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;
using Portcullis.V1;

namespace Portcullis.Benchmarks;

/// <summary>Clients that each keep one order in flight, by a call of its own or on a Trade stream of theirs: the answer is durable when it arrives.</summary>
internal sealed class OrderLoad : IDisposable
{
    public const string Symbol = "BTCUSD";
    private const int Accounts = 64;
    private const decimal Market = 60_000m;

    private readonly GrpcChannel _channel;
    private readonly Metadata _headers;
    private readonly OrderGateway.OrderGatewayClient _orders;
    private long _sequence;

    public OrderLoad(GatewayProcess gateway)
    {
        _channel = GrpcChannel.ForAddress(gateway.Address);
        _headers = new Metadata { { "authorization", $"Bearer {gateway.Key}" } };
        _orders = new OrderGateway.OrderGatewayClient(_channel);
    }

    public async Task PrepareAsync()
    {
        var accounts = new V1.Accounts.AccountsClient(_channel);
        for (var i = 0; i < Accounts; i++) await accounts.OpenAsync(new OpenAccountRequest { AccountId = $"bench-{i}", Profile = "bench" }, _headers);
        using var publish = new MarketData.MarketDataClient(_channel).Publish(_headers);
        var now = TimeProvider.System.GetUtcNow();
        for (var i = 0; i < 3; i++)
        {
            await publish.RequestStream.WriteAsync(new MarketDataMessage
            {
                Symbol = Symbol,
                At = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(now.AddMilliseconds(i)),
                Quote = new Quote { Bid = "59999.99", Ask = "60000.00", BidSize = "1000", AskSize = "1000" },
            });
        }

        await publish.RequestStream.CompleteAsync();
        var reply = await publish;
        if (reply.Refused > 0) throw new InvalidOperationException($"The quote was refused: {string.Join("; ", reply.Reasons)}");
    }

    /// <param name="verdict">What every answer must be, so that a broken set-up is not measured.</param>
    /// <param name="price">A limit inside the collar is approved, acknowledged and, being immediate-or-cancel below the market, cancelled; one outside is rejected.</param>
    public async Task<Result> RunAsync(string name, Verdict verdict, decimal price, int inFlight, TimeSpan duration, bool streams = false)
    {
        var clients = Enumerable.Range(0, inFlight).Select(_ => streams ? (IOrderCalls)new TradeStreamCalls(_orders.Trade(_headers)) : new UnaryCalls(_orders, _headers)).ToArray();
        var latencies = new List<double>[inFlight];
        var until = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(clients.Select((calls, client) => ClientAsync(calls, client, latencies[client] = [], verdict, price, until)));
        var result = Result.Of(name, inFlight, Stopwatch.GetElapsedTime(started), latencies.SelectMany(l => l));
        foreach (var calls in clients) calls.Dispose();
        return result;
    }

    private async Task ClientAsync(IOrderCalls calls, int client, List<double> latencies, Verdict verdict, decimal price, long until)
    {
        var request = new SubmitRequest
        {
            AccountId = $"bench-{client % Accounts}",
            Symbol = Symbol,
            Side = Side.Buy,
            Type = OrderType.Limit,
            Quantity = "1",
            LimitPrice = price.ToString(CultureInfo.InvariantCulture),
            TimeInForce = TimeInForce.Ioc,
            Strategy = "bench",
        };
        while (Stopwatch.GetTimestamp() < until)
        {
            request.ClientOrderId = $"b{Interlocked.Increment(ref _sequence)}";
            var sent = Stopwatch.GetTimestamp();
            var decision = await calls.SubmitAsync(request);
            latencies.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            if (decision.Verdict != verdict) throw new InvalidOperationException($"{decision.Verdict} instead of {verdict}: {string.Join("; ", decision.Violations.Select(v => v.Message))}");
        }
    }

    /// <summary>Far above the market: rejected by the price collar.</summary>
    public static decimal OffMarket => Market * 1.5m;

    /// <summary>Just below the market: approved, does not fill.</summary>
    public static decimal BelowMarket => Market * 0.999m;

    public void Dispose() => _channel.Dispose();
}
