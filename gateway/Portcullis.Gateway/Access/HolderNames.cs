using System.Collections.Concurrent;
using Portcullis.Domain.Access;
using Portcullis.Grains;
using Portcullis.Journal;
using Portcullis.Journal.Privacy;

namespace Portcullis.Gateway.Access;

/// <summary>
/// What the holders of keys are called, for people to read. Opened when somebody asks and kept in memory until the holder is forgotten, by whichever node;
/// deciding and authenticating do without.
/// </summary>
public sealed class HolderNames
{
    /// <summary>In the place of a name that exists no more.</summary>
    public const string Erased = "erased";

    /// <summary>In the place of a name that nobody ordered to be erased and nothing opens: its key was lost or changed in the database.</summary>
    public const string Unreadable = "unreadable";

    private readonly AccessGrain _access;
    private readonly ISubjectVault _vault;
    private readonly ConcurrentDictionary<string, string> _opened = new(StringComparer.Ordinal);

    public HolderNames(AccessGrain access, ISubjectVault vault)
    {
        (_access, _vault) = (access, vault);
        access.Changed += (state, events) =>
        {
            foreach (var forgotten in events.OfType<HolderForgotten>()) Drop(state, forgotten.Holder);
        };
    }

    /// <returns>The name behind the key; <see cref="Erased"/> or <see cref="Unreadable"/>; empty where there is no such key, or its name can't be read while the database is away.</returns>
    public async ValueTask<string> OfAsync(string keyId, CancellationToken cancellationToken) => (await OfAsync([keyId], cancellationToken)).GetValueOrDefault(keyId, "");

    /// <returns>As for one, by key id; what would be empty is left out.</returns>
    public async ValueTask<IReadOnlyDictionary<string, string>> OfAsync(IEnumerable<string> keyIds, CancellationToken cancellationToken)
    {
        var state = _access.Current;
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var closed = new List<ApiKey>();
        foreach (var id in keyIds)
        {
            if (!state.Keys.TryGetValue(id, out var key)) continue;
            if (state.Forgotten.ContainsKey(key.Holder)) names[id] = Erased;
            else if (!SealedText.IsSealed(key.SealedName)) names[id] = key.SealedName;
            else if (_opened.TryGetValue(id, out var name)) names[id] = name;
            else closed.Add(key);
        }

        if (closed.Count > 0) await OpenAsync(closed, names, cancellationToken);
        return names;
    }

    private async Task OpenAsync(List<ApiKey> keys, Dictionary<string, string> names, CancellationToken cancellationToken)
    {
        IReadOnlyList<string?> opened;
        try
        {
            opened = await _vault.OpenAsync([.. keys.Select(key => new SealedText(key.Holder, key.SealedName))], cancellationToken);
        }
        catch (JournalUnavailableException)
        {
            // Whoever looks at the controls in an outage needs them more than names.
            return;
        }

        foreach (var (key, name) in keys.Zip(opened))
        {
            names[key.KeyId] = name ?? Unreadable;
            if (name is not null) _opened[key.KeyId] = name;
        }

        // Forgotten while it was being opened: what follows the access stream may have been here before the names were.
        var now = _access.Current;
        foreach (var key in keys.Where(key => now.Forgotten.ContainsKey(key.Holder)))
        {
            _opened.TryRemove(key.KeyId, out _);
            names[key.KeyId] = Erased;
        }
    }

    private void Drop(AccessState state, string holder)
    {
        foreach (var key in state.KeysOf(holder)) _opened.TryRemove(key.KeyId, out _);
    }
}
