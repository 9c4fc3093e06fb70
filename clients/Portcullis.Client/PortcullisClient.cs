namespace Portcullis.Client;

/// <summary>
/// A gateway as its callers see it. One client holds one channel, is safe for any number of threads, and lives as long as the program:
/// make one, and dispose it at the end.
/// </summary>
/// <example>
/// <code>
/// using var portcullis = new PortcullisClient(new() { ApiKey = key });
/// var decision = await portcullis.Orders.SubmitAsync(order);
/// if (!decision.IsApproved)
///     Console.WriteLine(string.Join(Environment.NewLine, decision.Violations.Select(violation => violation.Message)));
/// </code>
/// </example>
public sealed class PortcullisClient : IDisposable
{
    private readonly Connection _connection;

    /// <summary>A client of the gateway that the options name. Nothing is sent before the first call.</summary>
    /// <param name="options">Null: the defaults.</param>
    /// <param name="handler">The road to the server; null: HTTP/2 over the network. For tests with a server in process.</param>
    /// <exception cref="IOException">The file of the key, of an authority or of a certificate cannot be read, or holds none.</exception>
    public PortcullisClient(PortcullisClientOptions? options = null, HttpMessageHandler? handler = null)
    {
        _connection = new Connection(options ?? new PortcullisClientOptions(), handler);
        Orders = new OrdersClient(_connection);
        Accounts = new AccountsClient(_connection);
        Executions = new ExecutionsClient(_connection);
        MarketData = new MarketDataClient(_connection);
        Simulation = new SimulationClient(_connection);
        Controls = new ControlsClient(_connection);
        Journal = new JournalClient(_connection);
        Keys = new KeysClient(_connection);
        Reports = new ReportsClient(_connection);
    }

    public OrdersClient Orders { get; }

    public AccountsClient Accounts { get; }

    public ExecutionsClient Executions { get; }

    public MarketDataClient MarketData { get; }

    public SimulationClient Simulation { get; }

    public ControlsClient Controls { get; }

    public JournalClient Journal { get; }

    public KeysClient Keys { get; }

    public ReportsClient Reports { get; }

    /// <summary>A session for an account: requests and their answers, and the account's updates, on one stream that mends itself.</summary>
    public TradeSession OpenTradeSession(TradeSessionOptions options) => new(_connection, options);

    public void Dispose() => _connection.Dispose();
}
