using System.Collections.Concurrent;
using Portcullis.Domain.Accounts;

namespace Portcullis.Brokers.Paper;

/// <summary>An account in memory: ahead of its ledger by what has been handed to it and is not committed yet. Changed under the venue's lock alone.</summary>
internal sealed class AccountSlot(AccountId id)
{
    public AccountId Id => id;

    public string Stream { get; } = StreamOf(id);

    /// <summary>With everything decided.</summary>
    public PaperAccount State { get; set; } = PaperAccount.Empty(id);

    /// <summary>With everything known to be in the ledger.</summary>
    public PaperAccount Recorded { get; set; } = PaperAccount.Empty(id);

    /// <summary>An append did not go through: what is in memory may be wrong until it has been read again.</summary>
    public bool IsStale { get; set; }

    /// <summary>Completes when all appends so far have gone through or failed. Never faults.</summary>
    public Task Writes { get; set; } = Task.CompletedTask;

    /// <summary>Completes when all that was recorded so far has been offered to the sink. Never faults.</summary>
    public Task Reports { get; set; } = Task.CompletedTask;

    public int PendingReports { get; set; }

    /// <summary>Recorded, in order, and not yet taken by the sink.</summary>
    public ConcurrentQueue<BrokerExecution> Unreported { get; } = new();

    public static string StreamOf(AccountId account) => $"paper-{account.Value}";
}
