using System.Buffers;
using System.Collections.Immutable;
using System.Linq.Expressions;
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

    private readonly ImmutableArray<(JsonEncodedText Name, ImmutableArray<(JsonEncodedText Name, Action<Utf8JsonWriter, DecisionFacts> Write)> Members)> _groups;

    public FactRecorder(ImmutableArray<string> factsRead)
    {
        _groups = [.. Always.Concat(factsRead)
            .Select(path => path.Split('.'))
            .Where(path => path.Length >= 2)
            .GroupBy(path => path[0], StringComparer.OrdinalIgnoreCase)
            .Select(group => (Property: typeof(DecisionFacts).GetProperties().First(p => string.Equals(p.Name, group.Key, StringComparison.OrdinalIgnoreCase)), Names: group.Select(path => path[1])))
            .OrderBy(group => group.Property.Name, StringComparer.Ordinal)
            .Select(group => (Encoded(group.Property), Members(group.Property, group.Names)))];
    }

    private static ImmutableArray<(JsonEncodedText Name, Action<Utf8JsonWriter, DecisionFacts> Write)> Members(PropertyInfo group, IEnumerable<string> names) =>
    [
        .. names.SelectMany(name => Stored(group.PropertyType, name))
            .DistinctBy(p => p.Name)
            .OrderBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => (Encoded(p), Compiled(group, p))),
    ];

    // Every decision is recorded: reflection names the facts once, compiled code reads them.
    private static Action<Utf8JsonWriter, DecisionFacts> Compiled(PropertyInfo group, PropertyInfo member)
    {
        var (writer, facts) = (Expression.Parameter(typeof(Utf8JsonWriter)), Expression.Parameter(typeof(DecisionFacts)));
        var put = typeof(FactRecorder).GetMethod(nameof(Put), BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.ExactBinding, [typeof(Utf8JsonWriter), member.PropertyType])
            ?? typeof(FactRecorder).GetMethod(nameof(PutOther), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(member.PropertyType);
        var value = Expression.Property(Expression.Property(facts, group), member);
        return Expression.Lambda<Action<Utf8JsonWriter, DecisionFacts>>(Expression.Call(put, writer, value), writer, facts).Compile();
    }

    // A derived fact or a function is recorded through what it is computed from.
    private static IEnumerable<PropertyInfo> Stored(Type type, string name)
    {
        var property = type.GetProperties().FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase));
        if (property is { CanWrite: true }) return [property];
        return type == typeof(NewsFacts) ? [type.GetProperty(nameof(NewsFacts.Known))!, type.GetProperty(nameof(NewsFacts.Nearby))!] : [];
    }

    private static JsonEncodedText Encoded(PropertyInfo property) => JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(property.Name));

    public RecordedFacts Record(DecisionFacts facts)
    {
        var buffer = new ArrayBufferWriter<byte>(1_536);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (group, members) in _groups)
            {
                writer.WriteStartObject(group);
                foreach (var (name, write) in members)
                {
                    writer.WritePropertyName(name);
                    write(writer, facts);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return new RecordedFacts(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void Put(Utf8JsonWriter writer, decimal value) => writer.WriteNumberValue(value);

    private static void Put(Utf8JsonWriter writer, int value) => writer.WriteNumberValue(value);

    private static void Put(Utf8JsonWriter writer, long value) => writer.WriteNumberValue(value);

    private static void Put(Utf8JsonWriter writer, bool value) => writer.WriteBooleanValue(value);

    private static void Put(Utf8JsonWriter writer, string value) => writer.WriteStringValue(value);

    private static void Put(Utf8JsonWriter writer, decimal? value)
    {
        if (value is { } known) writer.WriteNumberValue(known);
        else writer.WriteNullValue();
    }

    private static void Put(Utf8JsonWriter writer, int? value)
    {
        if (value is { } known) writer.WriteNumberValue(known);
        else writer.WriteNullValue();
    }

    private static void Put(Utf8JsonWriter writer, long? value)
    {
        if (value is { } known) writer.WriteNumberValue(known);
        else writer.WriteNullValue();
    }

    private static void PutOther<T>(Utf8JsonWriter writer, T value) => JsonSerializer.Serialize(writer, value, DomainJson.Options);

    /// <summary>The facts of a recorded decision. What was not recorded was not read.</summary>
    public static DecisionFacts Read(RecordedFacts recorded) => JsonSerializer.Deserialize<DecisionFacts>(recorded.Json, DomainJson.Options)!;
}
