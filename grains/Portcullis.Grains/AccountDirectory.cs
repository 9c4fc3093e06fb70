using System.Collections.Concurrent;
using Portcullis.Domain.Accounts;
using Portcullis.Journal;

namespace Portcullis.Grains;

/// <summary>
/// Finds the grain of an account, loading it on first use. The only place that would change if grains were placed by a cluster framework: the
/// proof of single writing is the journal's, not this directory's.
/// </summary>
public sealed class AccountDirectory(IJournal journal, ControlGrain controls, IDecisionWorld world, IEffects effects)
{
    private readonly ConcurrentDictionary<AccountId, Lazy<AccountGrain>> _grains = [];
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<AccountId, AccountGrain>> _holders = new(StringComparer.Ordinal);

    /// <summary>Raised when an account goes into quarantine, with the fault that led to it.</summary>
    public event Action<AccountGrain, Exception>? Quarantined;

    public IEnumerable<AccountGrain> Loaded => _grains.Values.Select(grain => grain.Value);

    public AccountGrain Get(AccountId id) => _grains.GetOrAdd(id, static (key, self) => new Lazy<AccountGrain>(() => self.Create(key)), this).Value;

    /// <summary>The grain of an account that is in memory; null when it is not.</summary>
    public AccountGrain? Find(AccountId id) => _grains.TryGetValue(id, out var grain) ? grain.Value : null;

    /// <summary>Accounts that hold the instrument or have orders in it.</summary>
    public IEnumerable<AccountGrain> Holding(string symbol) => _holders.TryGetValue(symbol, out var grains) ? grains.Values : [];

    /// <summary>Every account that the journal knows.</summary>
    public async IAsyncEnumerable<AccountGrain> AllAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var stream in journal.ListStreamsAsync(Streams.AccountPrefix, cancellationToken))
            if (Streams.AccountOf(stream) is { } id) yield return Get(id);
    }

    private AccountGrain Create(AccountId id)
    {
        var grain = new AccountGrain(id, journal, controls, world, effects);
        grain.Changed += OnChanged;
        grain.Quarantined += (account, fault) => Quarantined?.Invoke(account, fault);
        return grain;
    }

    // Runs ahead of the commit, and may: who holds what only says whom a price concerns. A fill that is not recorded after all is taken back by the next load.
    private void OnChanged(AccountGrain grain, AccountState state)
    {
        foreach (var position in state.Positions.Values)
        {
            var holds = position.Quantity != 0m || state.Flattening.ContainsKey(position.Symbol);
            if (holds) _holders.GetOrAdd(position.Symbol, static _ => []).TryAdd(grain.Id, grain);
            else if (_holders.TryGetValue(position.Symbol, out var grains)) grains.TryRemove(grain.Id, out _);
        }
    }
}
