using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portcullis.Domain;

/// <summary>Lifts one retired form of an event into the next: a pure function from content to content.</summary>
/// <param name="From">The stored name that no class has any more. What it names stays in the journal as it was written.</param>
/// <param name="To">The name that it is read as from then on: a class's, or another retired one's, which is lifted in turn.</param>
/// <param name="Lift">Changes the content in place: renames, splits, fills in what the old form meant by saying nothing.</param>
public sealed record EventUpcast(string From, string To, Action<JsonObject> Lift);

/// <summary>
/// How events of older programs are read. A new member with a default needs no upcast; a changed meaning gets a new stored name
/// (<c>order_decided_v2</c>), its own golden file, and an upcast from the old one, whose golden file stays.
/// </summary>
public sealed class EventUpcasts
{
    /// <summary>Every stored name that has been retired.</summary>
    public static readonly EventUpcasts Current = new([Access.RetiredForms.KeyWithItsNameInTheClear]);

    private readonly FrozenDictionary<string, EventUpcast> _byName;

    /// <summary>The stored names that no class has any more.</summary>
    public IEnumerable<string> Retired => _byName.Keys.Order(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">An upcast leads to no class, or in a circle.</exception>
    public EventUpcasts(IEnumerable<EventUpcast> upcasts)
    {
        _byName = upcasts.ToFrozenDictionary(upcast => upcast.From, StringComparer.Ordinal);
        foreach (var start in _byName.Values)
        {
            var name = start.From;
            for (var steps = 0; _byName.TryGetValue(name, out var next); name = next.To)
                if (++steps > _byName.Count) throw new ArgumentException($"The upcasts from {start.From} lead in a circle.", nameof(upcasts));
            if (EventCatalog.TypeOf(name) is null) throw new ArgumentException($"The upcasts from {start.From} end at {name}, which no class has.", nameof(upcasts));
        }
    }

    /// <returns>The event in today's form; null for a name that was never ours.</returns>
    public IDomainEvent? Read(string name, ReadOnlySpan<byte> json)
    {
        if (EventCatalog.TypeOf(name) is { } type) return (IDomainEvent)JsonSerializer.Deserialize(json, type, DomainJson.Options)!;
        if (!_byName.TryGetValue(name, out var upcast)) return null;
        var content = JsonNode.Parse(json)!.AsObject();
        for (; upcast is not null; upcast = _byName.GetValueOrDefault(name))
        {
            upcast.Lift(content);
            name = upcast.To;
        }

        return (IDomainEvent)content.Deserialize(EventCatalog.TypeOf(name)!, DomainJson.Options)!;
    }
}
