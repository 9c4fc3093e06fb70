using Portcullis.Brokers;
using Portcullis.Domain.Accounts;
using Portcullis.Grains;
using Portcullis.Journal;

namespace Portcullis.Gateway.Accounts;

/// <summary>Brings a broker's executions to their account. Each counts once, whatever is repeated.</summary>
public sealed class ExecutionSink(AccountDirectory accounts, BrokerEffects effects) : IExecutionSink
{
    public async Task ReportAsync(BrokerExecution execution, CancellationToken cancellationToken)
    {
        try
        {
            // Of an account in quarantine the broker keeps it too: it is asked for again once the account is read again.
            if (await RecordAsync(execution, cancellationToken) is Outcome.Refused { Refusal.Code: RefusalCode.AccountQuarantined }) effects.MarkUnsettled(execution.Account);
        }
        catch (JournalUnavailableException)
        {
            // The broker keeps it; reconciling asks for it again.
            effects.MarkUnsettled(execution.Account);
        }
    }

    /// <exception cref="JournalUnavailableException">Not recorded, or nobody knows: report it again.</exception>
    public Task<Outcome> RecordAsync(BrokerExecution e, CancellationToken cancellationToken) => accounts.Get(e.Account).ExecuteAsync(
        new RecordExecution(e.ExecutionId, e.Order, e.Kind, e.Quantity, e.Price, e.Commission, e.Reason, e.At, e.BustedExecutionId),
        $"exec:{e.ExecutionId}",
        cancellationToken);
}
