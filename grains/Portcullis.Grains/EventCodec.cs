using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Portcullis.Domain;
using Portcullis.Domain.Accounts;
using Portcullis.Journal;

namespace Portcullis.Grains;

/// <summary>Between the domain's events and the journal's rows.</summary>
internal static class EventCodec
{
    private static readonly ConcurrentDictionary<Type, string> TypeNames = new();

    public static EventData Write(IDomainEvent happened) => new(
        EventCatalog.NameOf(happened),
        EventCatalog.Write(happened),
        TypeNames.GetOrAdd(happened.GetType(), static type => $"{type.FullName}, {type.Assembly.GetName().Name}"),
        OrderOf(happened) is { } order ? $$"""{"correlation":"{{JsonEncodedText.Encode(order.Value)}}"}""" : null);

    public static ImmutableArray<EventData> Write(IEnumerable<IDomainEvent> events) => [.. events.Select(Write)];

    // All that belongs to one order is found by it, from the decision to the last fill.
    private static OrderId? OrderOf(IDomainEvent happened) => happened switch
    {
        OrderDecided e => e.OrderId,
        OrderAcknowledged e => e.OrderId,
        OrderFilled e => e.OrderId,
        OrderCanceled e => e.OrderId,
        OrderExpired e => e.OrderId,
        OrderRejected e => e.OrderId,
        OrderReplaced e => e.OrderId,
        ReplaceRejected e => e.OrderId,
        CancelRequested e => e.OrderId,
        ExitOrdered e => e.OrderId,
        UnknownExecutionReported e => e.OrderId,
        FillValueAssumed e => e.OrderId,
        ExecutionDisputed e => e.OrderId,
        _ => null,
    };

    public static IAccountEvent ReadAccountEvent(StoredEvent stored) =>
        EventCatalog.Read(stored.Type, stored.Json.Span) as IAccountEvent ?? new UnrecognizedEvent(stored.Type, stored.Timestamp);
}
