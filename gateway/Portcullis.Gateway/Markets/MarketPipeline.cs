using Portcullis.Brokers;
using Portcullis.Domain.Accounts;
using Portcullis.Gateway.Hosting;
using Portcullis.Grains;
using Portcullis.Journal;
using Portcullis.Markets;

namespace Portcullis.Gateway.Markets;

/// <summary>
/// What a market message sets off, in this order: the board judges it, the paper broker matches on it, the accounts that hold the instrument
/// are valued and monitored. One message at a time.
/// </summary>
public sealed partial class MarketPipeline(MarketBoard board, PaperBroker paper, AccountDirectory accounts, GatewayOptions options, TimeProvider time, ILogger<MarketPipeline> log) : IDisposable
{
    private static readonly TimeSpan AheadOfClock = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Raised with each view that changed.</summary>
    public event Action<MarketChange>? Changed;

    /// <returns>What changed, or why the message was refused.</returns>
    public async Task<MarketChange> ApplyAsync(MarketInput input, CancellationToken cancellationToken)
    {
        // A feed whose clock runs ahead would be fresh for ever, and everything that comes in order behind it would be too old.
        if (!options.IsSimulated && input.At - time.GetUtcNow() > AheadOfClock)
            return MarketChange.Refused($"{input.Symbol}: {input.At:O} lies more than {AheadOfClock.TotalSeconds} s ahead of the gateway's clock");
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var change = board.Apply(input);
            if (change.View is not { } view) return change;
            await paper.OnMarketAsync(view, change.Range, cancellationToken);
            if (change.MarkMoved) await MonitorAsync(view.Symbol, cancellationToken);
            Changed?.Invoke(change);
            return change;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task MonitorAsync(string symbol, CancellationToken cancellationToken)
    {
        foreach (var grain in accounts.Holding(symbol))
        {
            try
            {
                await grain.ExecuteAsync(new MonitorAccount(), null, cancellationToken);
            }
            catch (JournalUnavailableException e)
            {
                // The next mark, or the heartbeat, finds the same limit touched.
                LogUnmonitored(log, grain.Id, e);
            }
        }
    }

    public void Dispose() => _turn.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Account {Account} could not be monitored: the journal is away")]
    private static partial void LogUnmonitored(ILogger logger, AccountId account, Exception exception);
}
