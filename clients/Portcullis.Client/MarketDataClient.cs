using System.Runtime.CompilerServices;

namespace Portcullis.Client;

/// <summary>Market data, in and out.</summary>
public sealed class MarketDataClient
{
    private readonly Connection _connection;
    private readonly V1.MarketData.MarketDataClient _market;

    internal MarketDataClient(Connection connection)
    {
        _connection = connection;
        _market = new V1.MarketData.MarketDataClient(connection.Invoker);
    }

    /// <summary>A stream into the gateway. Needs the feed role. A publisher is not repaired: what of its data arrived is unknown after a failure.</summary>
    public MarketDataPublisher OpenPublisher(CancellationToken cancellation = default) =>
        new(_market.Publish(_connection.Streaming(cancellation)), cancellation);

    /// <summary>The current view of instruments, and each change, until cancelled. After a broken connection the current views come again.</summary>
    /// <param name="symbols">None: all instruments.</param>
    /// <param name="cancellation">Ends the watch.</param>
    public async IAsyncEnumerable<MarketView> WatchAsync(
        IEnumerable<string>? symbols = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var request = new V1.WatchMarketRequest { Symbols = { symbols ?? [] } };
        await foreach (var view in _connection.WatchAsync(options => _market.Watch(request, options), cancellation))
            yield return Wire.MarketView(view);
    }
}
