using Portcullis.Brokers;
using Portcullis.Domain.Accounts;
using Portcullis.Grains;
using Portcullis.Journal;

namespace Portcullis.Gateway.Accounts;

/// <summary>
/// What happens because time passes and for no other reason: sessions roll, flat-by times come, unfinished flattens go on, orders expire at the
/// paper broker, a broker that could not be heard is listened to again, accounts that nobody asks for leave memory.
/// </summary>
public sealed partial class Heartbeat(AccountDirectory accounts, PaperBroker paper, BrokerEffects effects, DecisionWorld world, ControlGrain controls, ILogger<Heartbeat> log)
{
    /// <summary>One beat. An account that fails does not keep the others from theirs.</summary>
    public async Task BeatAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await paper.OnTimeAsync(now, cancellationToken);
        }
        catch (JournalUnavailableException)
        {
            // What is due is still due at the next beat.
        }

        foreach (var grain in accounts.Loaded)
        {
            try
            {
                var state = grain.Current;
                if (NeedsMonitoring(state, now)) await grain.ExecuteAsync(new MonitorAccount(), null, cancellationToken);
                if (effects.Unsettled.Contains(grain.Id)) await effects.ReconcileAsync(await grain.GetAsync(cancellationToken), cancellationToken);
                await grain.SnapshotAsync(cancellationToken);
                await grain.RestIfIdleAsync(now, cancellationToken);
            }
            catch (JournalUnavailableException)
            {
                // Said once by the journal's health; the next beat tries again.
            }
            catch (AccountQuarantinedException)
            {
                // Said when it was found; nothing is due until an operator resumes the account.
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogBeat(log, grain.Id, e);
            }
        }
    }

    private bool NeedsMonitoring(AccountState state, DateTimeOffset now)
    {
        if (!state.IsOpen) return false;
        if (!state.Flattening.IsEmpty || !state.Orders.IsEmpty || state.Positions.Values.Any(p => p.Quantity != 0m)) return true;
        return world.ContextFor(state.Profile, controls.Current)?.Rules.Clock.At(now).TradingDate > state.SessionDate;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The heartbeat of account {Account} failed")]
    private static partial void LogBeat(ILogger logger, AccountId account, Exception exception);
}
