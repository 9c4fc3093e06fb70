using System.Data.Common;
using System.Runtime.CompilerServices;
using Portcullis.Domain.Accounts;
using Portcullis.Journal;

namespace Portcullis.Brokers.Paper;

/// <summary>Reads an account's ledger back: as state, and as the executions that the gateway has heard or should have.</summary>
internal sealed class LedgerReader(IJournal ledger)
{
    private const string Prefix = "paper-";

    public async IAsyncEnumerable<AccountId> AccountsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var stream in ledger.ListStreamsAsync(Prefix, cancellationToken)) yield return new AccountId(stream[Prefix.Length..]);
    }

    /// <summary>The given state, further by what the ledger holds beyond it, and the executions in that.</summary>
    /// <exception cref="JournalUnavailableException">The ledger is away, or the outcome of its last write is not settled yet.</exception>
    public async Task<(PaperAccount State, List<BrokerExecution> Executions)> FoldAsync(PaperAccount from, CancellationToken cancellationToken)
    {
        if (!ledger.IsAvailable) throw new JournalUnavailableException();
        try
        {
            return await ReadAsync(from, cancellationToken);
        }
        catch (DbException failure)
        {
            throw new JournalUnavailableException("The ledger cannot be read now.", failure);
        }
    }

    public async Task<List<BrokerExecution>> ExecutionsAsync(AccountId account, long afterVersion, Func<BrokerExecution, bool> wanted, CancellationToken cancellationToken)
    {
        var executions = new List<BrokerExecution>();
        await foreach (var stored in ledger.ReadStreamAsync(AccountSlot.StreamOf(account), afterVersion + 1, cancellationToken))
            if (PaperAccount.ExecutionOf(account, PaperEventJson.FromStored(stored), stored.Version, stored.Timestamp) is { } execution && wanted(execution)) executions.Add(execution);
        return executions;
    }

    private async Task<(PaperAccount State, List<BrokerExecution> Executions)> ReadAsync(PaperAccount from, CancellationToken cancellationToken)
    {
        var executions = new List<BrokerExecution>();
        await foreach (var stored in ledger.ReadStreamAsync(AccountSlot.StreamOf(from.Id), from.Version + 1, cancellationToken))
        {
            var paperEvent = PaperEventJson.FromStored(stored);
            from = from.Evolve(paperEvent, stored.Timestamp);
            if (PaperAccount.ExecutionOf(from.Id, paperEvent, stored.Version, stored.Timestamp) is { } execution) executions.Add(execution);
        }

        return (from, executions);
    }
}
