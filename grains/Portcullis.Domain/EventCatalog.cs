using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using Portcullis.Domain.Accounts;

namespace Portcullis.Domain;

/// <summary>Stored names and their classes. A name that no class has is a newer version's: it is kept as it is and folds to nothing.</summary>
public static class EventCatalog
{
    private static readonly FrozenDictionary<string, Type> Types = typeof(EventCatalog).Assembly.GetTypes()
        .Where(type => type.GetCustomAttribute<EventNameAttribute>() is not null)
        .ToFrozenDictionary(type => type.GetCustomAttribute<EventNameAttribute>()!.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<Type, string> Names = Types.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    private static readonly string DecisionName = NameOf<OrderDecided>();

    public static IEnumerable<string> All => Types.Keys.Order(StringComparer.Ordinal);

    public static string NameOf(IDomainEvent happened) => Names[happened.GetType()];

    public static string NameOf<T>()
        where T : IDomainEvent => Names[typeof(T)];

    public static Type? TypeOf(string name) => Types.GetValueOrDefault(name);

    public static byte[] Write(IDomainEvent happened) => JsonSerializer.SerializeToUtf8Bytes(happened, happened.GetType(), DomainJson.Options);

    /// <returns>The event, lifted into today's form where it was stored in an older one; null for a newer program's.</returns>
    /// <exception cref="JsonException">The content is not that of such an event.</exception>
    public static IDomainEvent? Read(string name, ReadOnlySpan<byte> json) => name == DecisionName ? OrderDecidedJson.Read(json) : EventUpcasts.Current.Read(name, json);
}
