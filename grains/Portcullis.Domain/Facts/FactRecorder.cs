using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace Portcullis.Domain.Facts;

/// <summary>
/// Writes the facts that a rule set reads, and those that the gateway's own refusals read, as JSON; and reads them back, so that the
/// decision can be computed again from the journal alone.
/// </summary>
public sealed class FactRecorder
{
    /// <summary>What the gateway's own refusals read, whatever the rules.</summary>
    private static readonly string[] Always =
    [
        "order.Symbol", "order.Side", "order.Quantity", "order.Exposure", "order.PositionAfter", "order.RiskAmount", "order.ReferencePrice", "account.Status", "account.Equity",
        "market.Doubtful", "control.Halted", "control.ReduceOnly",
    ];

    private readonly (string Group, (PropertyInfo Property, JsonEncodedText Name)[] Members, PropertyInfo GroupProperty, JsonEncodedText GroupName)[] _groups;

    public FactRecorder(ImmutableArray<string> factsRead)
    {
        _groups = [.. Always.Concat(factsRead)
            .Select(path => path.Split('.'))
            .Where(path => path.Length >= 2)
            .GroupBy(path => path[0], StringComparer.OrdinalIgnoreCase)
            .Select(group => Members(group.Key, group.Select(path => path[1])))
            .OrderBy(group => group.Group, StringComparer.Ordinal)];
    }

    private static (string Group, (PropertyInfo Property, JsonEncodedText Name)[] Members, PropertyInfo GroupProperty, JsonEncodedText GroupName) Members(string group, IEnumerable<string> names)
    {
        var groupProperty = typeof(DecisionFacts).GetProperties().First(p => string.Equals(p.Name, group, StringComparison.OrdinalIgnoreCase));
        var members = names
            .SelectMany(name => Stored(groupProperty.PropertyType, name))
            .DistinctBy(p => p.Name)
            .OrderBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => (p, JsonEncodedText.Encode(Camel(p.Name))))
            .ToArray();
        return (groupProperty.Name, members, groupProperty, JsonEncodedText.Encode(Camel(groupProperty.Name)));
    }

    // A derived fact or a function is recorded through what it is computed from.
    private static IEnumerable<PropertyInfo> Stored(Type type, string name)
    {
        var property = type.GetProperties().FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase));
        if (property is { CanWrite: true }) return [property];
        return type == typeof(NewsFacts) ? [type.GetProperty(nameof(NewsFacts.Known))!, type.GetProperty(nameof(NewsFacts.Nearby))!] : [];
    }

    private static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    public RecordedFacts Record(DecisionFacts facts)
    {
        using var buffer = new MemoryStream(1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (_, members, groupProperty, groupName) in _groups)
            {
                writer.WriteStartObject(groupName);
                var group = groupProperty.GetValue(facts);
                foreach (var (property, name) in members)
                {
                    writer.WritePropertyName(name);
                    Write(writer, property.GetValue(group), property.PropertyType);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return new RecordedFacts(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    private static void Write(Utf8JsonWriter writer, object? value, Type type)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case decimal number: writer.WriteNumberValue(number); break;
            case int number: writer.WriteNumberValue(number); break;
            case long number: writer.WriteNumberValue(number); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case string text: writer.WriteStringValue(text); break;
            case Enum name: writer.WriteStringValue(name.ToString()); break;
            default: JsonSerializer.Serialize(writer, value, type, DomainJson.Options); break;
        }
    }

    /// <summary>The facts of a recorded decision. What was not recorded was not read.</summary>
    public static DecisionFacts Read(RecordedFacts recorded) => JsonSerializer.Deserialize<DecisionFacts>(recorded.Json, DomainJson.Options)!;
}
