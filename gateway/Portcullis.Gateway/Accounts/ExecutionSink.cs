using Portcullis.Brokers;
using Portcullis.Domain.Accounts;
using Portcullis.Grains;
using Portcullis.Journal;

namespace Portcullis.Gateway.Accounts;

/// <summary>Brings a broker's executions to their account. Each counts once, whatever is repeated.</summary>
public sealed class ExecutionSink(AccountDirectory accounts, BrokerEffects effects) : IExecutionSink
{
    public async Task ReportAsync(IReadOnlyList<BrokerExecution> executions, CancellationToken cancellationToken)
    {
        if (executions is not [{ Account: var account }, ..]) return;
        try
        {
            var outcomes = await accounts.Get(account).ExecuteInOrderAsync([.. executions.Select(execution => ((AccountCommand)Command(execution), (string?)Key(execution)))], cancellationToken);
            // Of an account in quarantine the broker keeps them too: they are asked for again once the account is read again.
            if (outcomes.Any(outcome => outcome is Outcome.Refused { Refusal.Code: RefusalCode.AccountQuarantined })) effects.MarkUnsettled(account);
        }
        catch (JournalUnavailableException)
        {
            // The broker keeps them; reconciling asks for them again.
            effects.MarkUnsettled(account);
        }
    }

    /// <exception cref="JournalUnavailableException">Not recorded, or nobody knows: report it again.</exception>
    public Task<Outcome> RecordAsync(BrokerExecution execution, CancellationToken cancellationToken) =>
        accounts.Get(execution.Account).ExecuteAsync(Command(execution), Key(execution), cancellationToken);

    private static string Key(BrokerExecution execution) => $"exec:{execution.ExecutionId}";

    private static RecordExecution Command(BrokerExecution e) => new RecordExecution(e.ExecutionId, e.Order, e.Kind, e.Quantity, e.Price, e.Commission, e.Reason, e.At, e.BustedExecutionId);
}
