using System.Collections.Concurrent;
using Portcullis.Domain.Profiles;
using Portcullis.Domain.Sessions;
using Portcullis.Journal;

namespace Portcullis.Gateway.Rules;

/// <summary>Compiled rule sets by their hash: those of the files, and any that the journal has ever had active.</summary>
public sealed class RuleSetLibrary(IJournal journal, Func<string, TradingCalendar?> calendars)
{
    private readonly ConcurrentDictionary<string, ProfileRules> _compiled = new(StringComparer.Ordinal);

    /// <summary>Null when this node has not met it yet.</summary>
    public ProfileRules? Find(string hash) => _compiled.GetValueOrDefault(hash);

    /// <summary>Knows nothing but what the journal holds now: what files and memory know beside it proves nothing to an auditor.</summary>
    public RuleSetLibrary OfTheJournalAlone() => new(journal, calendars);

    /// <summary>Keeps a book's rule sets, in memory and in the journal. Before it is activated, so that no node meets a hash that it can't look up.</summary>
    public async Task KeepAsync(RuleBook book, CancellationToken cancellationToken)
    {
        foreach (var (hash, document) in book.Documents)
            await journal.PutBlobAsync(hash, document.ToJson(), cancellationToken);
        foreach (var rules in book.Profiles.Values) _compiled[rules.Hash] = rules;
    }

    /// <returns>Null when the journal does not have it either.</returns>
    public async Task<ProfileRules?> LoadAsync(string hash, CancellationToken cancellationToken)
    {
        if (Find(hash) is { } known) return known;
        if (await journal.GetBlobAsync(hash, cancellationToken) is not { } json) return null;
        return _compiled.GetOrAdd(hash, RuleSetDocument.Parse(json).Compile(calendars));
    }
}
