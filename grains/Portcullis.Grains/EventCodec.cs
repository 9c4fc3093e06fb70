using System.Collections.Concurrent;
using System.Collections.Immutable;
using Portcullis.Domain;
using Portcullis.Domain.Accounts;
using Portcullis.Journal;

namespace Portcullis.Grains;

/// <summary>Between the domain's events and the journal's rows.</summary>
internal static class EventCodec
{
    private static readonly ConcurrentDictionary<Type, string> TypeNames = new();

    public static EventData Write(IDomainEvent happened) =>
        new(EventCatalog.NameOf(happened), EventCatalog.Write(happened), TypeNames.GetOrAdd(happened.GetType(), static type => $"{type.FullName}, {type.Assembly.GetName().Name}"));

    public static ImmutableArray<EventData> Write(IEnumerable<IDomainEvent> events) => [.. events.Select(Write)];

    public static IAccountEvent ReadAccountEvent(StoredEvent stored) =>
        EventCatalog.Read(stored.Type, stored.Json.Span) as IAccountEvent ?? new UnrecognizedEvent(stored.Type, stored.Timestamp);
}
