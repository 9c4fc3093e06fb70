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
            for (var i = 0; i < executions.Count; i++) await DisputeAsync(executions[i], outcomes[i], cancellationToken);
        }
        catch (JournalUnavailableException)
        {
            // The broker keeps them; reconciling asks for them again.
            effects.MarkUnsettled(account);
        }
    }

    /// <exception cref="JournalUnavailableException">Not recorded, or nobody knows: report it again.</exception>
    public async Task<Outcome> RecordAsync(BrokerExecution execution, CancellationToken cancellationToken)
    {
        var grain = accounts.Get(execution.Account);
        var named = Named(execution, await grain.GetAsync(cancellationToken));
        var outcome = await grain.ExecuteAsync(Command(named), Key(named), cancellationToken);
        await DisputeAsync(named, outcome, cancellationToken);
        return outcome;
    }

    // Where a broker is connected its own ids say how far its record has been read; what a person reports must not look like one of them.
    private static BrokerExecution Named(BrokerExecution execution, AccountState state) =>
        state.Broker == BrokerTable.External || execution.ExecutionId.StartsWith(AccountState.ReportedExecutionPrefix, StringComparison.Ordinal)
            ? execution
            : execution with { ExecutionId = $"{AccountState.ReportedExecutionPrefix}{execution.ExecutionId}" };

    private async Task DisputeAsync(BrokerExecution execution, Outcome outcome, CancellationToken cancellationToken)
    {
        if (outcome is not Outcome.Refused { Refusal.Code: RefusalCode.ExecutionIdReused }) return;
        var dispute = new DisputeExecution(Command(execution));
        await accounts.Get(execution.Account).ExecuteAsync(dispute, dispute.Id, cancellationToken);
    }

    private static string Key(BrokerExecution execution) => $"exec:{execution.ExecutionId}";

    private static RecordExecution Command(BrokerExecution e) => new RecordExecution(e.ExecutionId, e.Order, e.Kind, e.Quantity, e.Price, e.Commission, e.Reason, e.At, e.BustedExecutionId);
}
