using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portcullis.Domain.Accounts;

/// <summary>The newest entries of a keyed history, oldest first: a bound on what would otherwise grow for ever.</summary>
[JsonConverter(typeof(WindowConverter))]
public sealed class Window<TKey, TValue>
    where TKey : notnull
{
    public static readonly Window<TKey, TValue> Empty = new(Run<int>.Empty, Run<KeyValuePair<TKey, TValue>>.Empty);

    // A key is looked for by its hash, four bytes each and a page at a time: faster than any tree, and nothing has to be kept in balance.
    private readonly Run<int> _hashes;

    private Window(Run<int> hashes, Run<KeyValuePair<TKey, TValue>> entries) => (_hashes, Entries) = (hashes, entries);

    public Run<KeyValuePair<TKey, TValue>> Entries { get; }

    public int Count => Entries.Count;

    public bool TryGet(TKey key, out TValue value)
    {
        var index = IndexOf(key);
        value = index < 0 ? default! : Entries[index].Value;
        return index >= 0;
    }

    /// <summary>With one entry more, and the oldest gone where that makes more than <paramref name="limit"/>. A known key gets the new value and keeps its age.</summary>
    public Window<TKey, TValue> Add(TKey key, TValue value, int limit)
    {
        var entry = KeyValuePair.Create(key, value);
        if (IndexOf(key) is >= 0 and var known) return new(_hashes, Entries.SetItem(known, entry));
        var surplus = Math.Max(0, Count + 1 - limit);
        return new(_hashes.Add(Hash(key)).Skip(surplus), Entries.Add(entry).Skip(surplus));
    }

    private int IndexOf(TKey key)
    {
        var hash = Hash(key);
        var before = 0;
        for (var number = 0; number < _hashes.Pages; number++)
        {
            var page = _hashes.Page(number);
            for (var from = 0; page[from..].IndexOf(hash) is >= 0 and var step; from += step + 1)
                if (Equal(Entries[before + from + step].Key, key)) return before + from + step;
            before += page.Length;
        }

        return -1;
    }

    private static int Hash(TKey key) => EqualityComparer<TKey>.Default.GetHashCode(key);

    private static bool Equal(TKey a, TKey b) => EqualityComparer<TKey>.Default.Equals(a, b);
}

/// <summary>An array of entries, each with its key as first member.</summary>
internal sealed class WindowConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Window<,>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Converter<,>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Converter<TKey, TValue> : JsonConverter<Window<TKey, TValue>>
        where TKey : notnull
    {
        public override Window<TKey, TValue> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<KeyValuePair<TKey, TValue>[]>(ref reader, options)!
                .Aggregate(Window<TKey, TValue>.Empty, static (window, entry) => window.Add(entry.Key, entry.Value, int.MaxValue));

        public override void Write(Utf8JsonWriter writer, Window<TKey, TValue> value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            for (var i = 0; i < value.Count; i++) JsonSerializer.Serialize(writer, value.Entries[i], options);
            writer.WriteEndArray();
        }
    }
}
