using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Portcullis.Journal.Tests;

/// <summary>Appends and events, as short as a test can say them.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Noon = DateTimeOffset.Parse("2026-03-02T12:00:00.1234567Z", CultureInfo.InvariantCulture);

    public static EventData Event(int n = 1, string type = "order_decided") =>
        new(type, Encoding.UTF8.GetBytes($$"""{"order":"o-{{n}}","quantity":{{n}},"price":101.250,"legs":[1,2.50,null],"nested":{"b":true,"a":"é\n"} }"""));

    public static Append Append(string stream, long expected, int events = 1, string? key = null, long? control = null) =>
        new(stream, expected, [.. Enumerable.Range((int)expected + 1, events).Select(n => Event(n))], Noon) { Key = key, ControlVersion = control };

    public static ImmutableArray<EventData> Body(string json) => [new EventData("thing_happened", Encoding.UTF8.GetBytes(json))];

    public static string Text(StoredEvent stored) => Encoding.UTF8.GetString(stored.Json.Span);
}
