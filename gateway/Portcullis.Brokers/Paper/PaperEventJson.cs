using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Portcullis.Journal;

namespace Portcullis.Brokers.Paper;

/// <summary>The stored form of the ledger's events. Names are never changed, only added.</summary>
internal static class PaperEventJson
{
    private static readonly FrozenDictionary<string, JsonTypeInfo> TypeOf = new Dictionary<string, JsonTypeInfo>(StringComparer.Ordinal)
    {
        ["paper_order_taken"] = PaperJsonContext.Default.PaperOrderTaken,
        ["paper_order_refused"] = PaperJsonContext.Default.PaperOrderRefused,
        ["paper_stop_triggered"] = PaperJsonContext.Default.PaperStopTriggered,
        ["paper_order_filled"] = PaperJsonContext.Default.PaperOrderFilled,
        ["paper_order_replaced"] = PaperJsonContext.Default.PaperOrderReplaced,
        ["paper_order_canceled"] = PaperJsonContext.Default.PaperOrderCanceled,
        ["paper_order_expired"] = PaperJsonContext.Default.PaperOrderExpired,
        ["paper_fill_busted"] = PaperJsonContext.Default.PaperFillBusted,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<Type, string> NameOf = TypeOf.ToFrozenDictionary(pair => pair.Value.Type, pair => pair.Key);

    public static EventData ToData(PaperEvent paperEvent)
    {
        var name = NameOf[paperEvent.GetType()];
        return new EventData(name, JsonSerializer.SerializeToUtf8Bytes(paperEvent, TypeOf[name]));
    }

    /// <exception cref="InvalidDataException">The ledger holds something that this version does not know.</exception>
    public static PaperEvent FromStored(StoredEvent stored)
    {
        if (!TypeOf.TryGetValue(stored.Type, out var type)) throw new InvalidDataException($"{stored.Stream} holds an event of unknown type {stored.Type} at version {stored.Version}.");
        return (PaperEvent?)JsonSerializer.Deserialize(stored.Json.Span, type) ?? throw new InvalidDataException($"{stored.Stream} holds null at version {stored.Version}.");
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(PaperOrderTaken))]
[JsonSerializable(typeof(PaperOrderRefused))]
[JsonSerializable(typeof(PaperStopTriggered))]
[JsonSerializable(typeof(PaperOrderFilled))]
[JsonSerializable(typeof(PaperOrderReplaced))]
[JsonSerializable(typeof(PaperOrderCanceled))]
[JsonSerializable(typeof(PaperOrderExpired))]
[JsonSerializable(typeof(PaperFillBusted))]
[JsonSerializable(typeof(PaperFenceRaised))]
internal sealed partial class PaperJsonContext : JsonSerializerContext;
