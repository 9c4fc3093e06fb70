using Portcullis.Bots;
using Portcullis.Client;

namespace Portcullis.Cli.Demo;

/// <summary>
/// A trader's session on the demonstration's gateway, through real gRPC. Each order is timed and counted, and what follows from it is over
/// before the trader goes on: the simulated market stands still meanwhile, so that two runs see the same.
/// </summary>
internal sealed class RecordedSession(
    PortcullisClient trader, TradeSession session, string accountId, Tally tally, Func<CancellationToken, Task> settle, TimeProvider time) : IBotSession
{
    public string AccountId => accountId;

    public Task<Account> AccountAsync(CancellationToken cancellation) => trader.Accounts.GetAsync(accountId, cancellation);

    public async Task<OrderDecision> SubmitAsync(OrderRequest order, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        try
        {
            var decision = await session.SubmitAsync(order, cancellation);
            tally.Decided(decision, time.GetElapsedTime(began));
            if (decision.IsApproved)
                await settle(cancellation);
            return decision;
        }
        catch (PortcullisException e) when (e is InvalidRequestException or ConflictException)
        {
            tally.RefusedAs(order, e);
            throw;
        }
    }

    public async Task FlattenAsync(string symbol, string reason, CancellationToken cancellation)
    {
        await session.FlattenAsync(accountId, symbol, reason, cancellation);
        await settle(cancellation);
    }
}
