using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Portcullis.Domain.Accounts;

/// <summary>
/// The newest entries of a keyed history: a bound on what would otherwise grow for ever. Keys are in ordinal order and ages in a list of
/// their own, so that equal windows serialise equally.
/// </summary>
[method: JsonConstructor]
public sealed class Window<TKey, TValue>(ImmutableList<TKey> ages, ImmutableSortedDictionary<TKey, TValue> entries)
    where TKey : notnull
{
    private static readonly IComparer<TKey> Order = typeof(TKey) == typeof(string) ? (IComparer<TKey>)(object)StringComparer.Ordinal : Comparer<TKey>.Default;

    public static readonly Window<TKey, TValue> Empty = new([], ImmutableSortedDictionary<TKey, TValue>.Empty);

    /// <summary>Keys, oldest first.</summary>
    public ImmutableList<TKey> Ages { get; } = ages;

    public ImmutableSortedDictionary<TKey, TValue> Entries { get; } = entries.WithComparers(Order);

    public bool TryGet(TKey key, out TValue value) => Entries.TryGetValue(key, out value!);

    /// <summary>With one entry more, and the oldest gone where that makes more than <paramref name="limit"/>. A known key gets the new value and keeps its age.</summary>
    public Window<TKey, TValue> Add(TKey key, TValue value, int limit)
    {
        if (Entries.ContainsKey(key)) return new(Ages, Entries.SetItem(key, value));
        var ages = Ages.Add(key);
        var entries = Entries.Add(key, value);
        return ages.Count <= limit ? new(ages, entries) : new(ages.RemoveAt(0), entries.Remove(ages[0]));
    }
}
