using Portcullis.Client;

namespace Portcullis.Bots;

/// <summary>A bot's session on a real gateway.</summary>
public sealed class TradeBotSession(PortcullisClient client, TradeSession session, string accountId) : IBotSession
{
    public Task<Account> AccountAsync(CancellationToken cancellation) => client.Accounts.GetAsync(accountId, cancellation);

    public Task<OrderDecision> SubmitAsync(OrderRequest order, CancellationToken cancellation) => session.SubmitAsync(order, cancellation);

    public Task FlattenAsync(string symbol, string reason, CancellationToken cancellation) =>
        session.FlattenAsync(accountId, symbol, reason, cancellation);
}
