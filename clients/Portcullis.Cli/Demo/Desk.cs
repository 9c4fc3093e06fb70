using Portcullis.Client;

namespace Portcullis.Cli.Demo;

/// <summary>
/// Who takes part: an operator who opens accounts, feeds the market and reads the journal, and two traders, each with a key for one account
/// and nothing else.
/// </summary>
internal sealed class Desk : IAsyncDisposable
{
    public const string BotAccount = "demo-bot";
    public const string CarelessAccount = "demo-careless";

    private readonly List<IAsyncDisposable> _sessions = [];
    private readonly List<IDisposable> _clients = [];

    private Desk()
    {
    }

    public required PortcullisClient Operator { get; init; }

    public RecordedSession Bot { get; private set; } = null!;

    public RecordedSession Careless { get; private set; } = null!;

    public static async Task<Desk> OpenAsync(
        GatewayProcess gateway, string profile, Tally tally, Func<PortcullisClient, Func<CancellationToken, Task>> settle, TimeProvider time, CancellationToken cancellation)
    {
        var options = new PortcullisClientOptions { Address = gateway.Address, TimeProvider = time, Timeout = TimeSpan.FromMinutes(2) };
        using var admin = new PortcullisClient(options with { ApiKeyFile = gateway.KeyFile });
        var key = await admin.Keys.CreateAsync("demo operator", [Role.Operator, Role.Feed, Role.Auditor, Role.Viewer], ["*"], cancellation: cancellation);

        var desk = new Desk { Operator = new PortcullisClient(options with { ApiKey = key.Secret }) };
        desk._clients.Add(desk.Operator);
        try
        {
            desk.Bot = await desk.HireAsync(admin, BotAccount, profile, options, tally, settle(desk.Operator), time, cancellation);
            desk.Careless = await desk.HireAsync(admin, CarelessAccount, profile, options, tally, settle(desk.Operator), time, cancellation);
            return desk;
        }
        catch
        {
            await desk.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _sessions)
            await session.DisposeAsync();
        foreach (var client in _clients)
            client.Dispose();
    }

    private async Task<RecordedSession> HireAsync(
        PortcullisClient admin, string accountId, string profile, PortcullisClientOptions options, Tally tally,
        Func<CancellationToken, Task> settle, TimeProvider time, CancellationToken cancellation)
    {
        await Operator.Accounts.OpenAsync(accountId, profile, cancellation: cancellation);
        var key = await admin.Keys.CreateAsync(accountId, [Role.Trader], [accountId], cancellation: cancellation);
        var client = new PortcullisClient(options with { ApiKey = key.Secret });
        var session = client.OpenTradeSession(new TradeSessionOptions { AccountId = accountId, UpdatesAfter = null });
        _clients.Add(client);
        _sessions.Add(session);
        return new RecordedSession(client, session, accountId, tally, settle, time);
    }
}
