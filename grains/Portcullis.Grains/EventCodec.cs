using System.Collections.Immutable;
using Portcullis.Domain;
using Portcullis.Domain.Accounts;
using Portcullis.Journal;

namespace Portcullis.Grains;

/// <summary>Between the domain's events and the journal's rows.</summary>
internal static class EventCodec
{
    public static EventData Write(IDomainEvent happened)
    {
        var type = happened.GetType();
        return new EventData(EventCatalog.NameOf(happened), EventCatalog.Write(happened), $"{type.FullName}, {type.Assembly.GetName().Name}");
    }

    public static ImmutableArray<EventData> Write(IEnumerable<IDomainEvent> events) => [.. events.Select(Write)];

    public static IAccountEvent ReadAccountEvent(StoredEvent stored) =>
        EventCatalog.Read(stored.Type, stored.Json.Span) as IAccountEvent ?? new UnrecognizedEvent(stored.Type, stored.Timestamp);
}
