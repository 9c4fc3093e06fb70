using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Portcullis.Rules.Format;

/// <summary>
/// One text for one meaning: members in a fixed order, defaults left out, no white space, values of parameters with their types.
/// Its SHA-256 names a rule set, and it is all that is needed to load the set again.
/// </summary>
internal static class CanonicalText
{
    private const int Version = 1;

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(IEnumerable<WorkflowDefinition> workflows, RuleSetOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            writer.WriteStartObject();
            writer.WriteNumber("portcullisRules", Version);
            Options(writer, options);
            Parameters(writer, options.Parameters);
            List(writer, "workflows", workflows, Workflow);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The files and options that <see cref="Write"/> was given, apart from types and functions, which a text cannot hold.</summary>
    /// <exception cref="JsonException">The text is not canonical text of this version.</exception>
    public static (RuleFile File, RuleSetOptions Options) Read(string text, RuleSetOptions options)
    {
        using var document = JsonDocument.Parse(text, new() { MaxDepth = Limits.JsonDepth });
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("portcullisRules", out var version) || version.GetInt32() != Version)
            throw new JsonException("Not the canonical text of a rule set");
        var flags = root.TryGetProperty("options", out var given)
            ? given.EnumerateArray().Select(flag => flag.GetString()!).ToHashSet(StringComparer.Ordinal)
            : [];
        return (new("canonical", root.GetProperty("workflows").GetRawText()), options with
        {
            Compatibility = flags.Contains("compatible") ? RuleCompatibility.RulesEngine : RuleCompatibility.Strict,
            NestedRules = flags.Contains("shortCircuit") ? NestedRules.ShortCircuit : NestedRules.All,
            CaseSensitive = flags.Contains("caseSensitive"),
            EnumNamesInMessages = !flags.Contains("enumNumbers"),
            Parameters = root.TryGetProperty("parameters", out var parameters)
                ? parameters.EnumerateObject().ToDictionary(parameter => parameter.Name, parameter => Value(parameter.Value))
                : null,
        });
    }

    private static void Options(Utf8JsonWriter writer, RuleSetOptions options)
    {
        var flags = new List<string>();
        if (options.Compatibility == RuleCompatibility.RulesEngine)
            flags.Add("compatible");
        if (options.NestedRules == NestedRules.ShortCircuit)
            flags.Add("shortCircuit");
        if (options.CaseSensitive)
            flags.Add("caseSensitive");
        if (!options.EnumNamesInMessages)
            flags.Add("enumNumbers");
        if (flags.Count > 0)
            List(writer, "options", flags, (flag, to) => to.WriteStringValue(flag));
    }

    private static void Parameters(Utf8JsonWriter writer, IReadOnlyDictionary<string, object>? parameters)
    {
        if (parameters is null || parameters.Count == 0)
            return;
        writer.WriteStartObject("parameters");
        foreach (var (name, value) in parameters.OrderBy(parameter => parameter.Key, StringComparer.Ordinal))
        {
            writer.WriteStartObject(name);
            switch (value)
            {
                case string[] items:
                    List(writer, "list", items, (item, to) => to.WriteStringValue(item));
                    break;
                case bool flag:
                    writer.WriteBoolean("bool", flag);
                    break;
                case string text:
                    writer.WriteString("string", text);
                    break;
                default:
                    writer.WriteString(value is decimal ? "decimal" : value is long ? "long" : "int", Convert.ToString(value, CultureInfo.InvariantCulture));
                    break;
            }
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    private static object Value(JsonElement typed)
    {
        var (kind, value) = typed.EnumerateObject().Select(property => (property.Name, property.Value)).Single();
        return kind switch
        {
            "list" => value.EnumerateArray().Select(item => item.GetString()!).ToArray(),
            "bool" => value.GetBoolean(),
            "string" => value.GetString()!,
            "decimal" => decimal.Parse(value.GetString()!, NumberStyles.Number, CultureInfo.InvariantCulture),
            "long" => long.Parse(value.GetString()!, CultureInfo.InvariantCulture),
            _ => int.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        };
    }

    private static void Workflow(WorkflowDefinition workflow, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("WorkflowName", workflow.Name);
        List(writer, "WorkflowsToInject", workflow.Injects, (inject, to) => to.WriteStringValue(inject.Name));
        List(writer, "GlobalParams", workflow.GlobalParams, Parameter);
        List(writer, "Rules", workflow.Rules, Rule);
        writer.WriteEndObject();
    }

    private static void Rule(RuleDefinition rule, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("RuleName", rule.Name);
        if (!rule.Enabled)
            writer.WriteBoolean("Enabled", false);
        List(writer, "LocalParams", rule.LocalParams, Parameter);
        if (rule.Operator is { } @operator)
        {
            writer.WriteString("Operator", @operator.ToString());
            List(writer, "Rules", rule.Rules, Rule);
        }
        else if (rule.Expression is not null)
            writer.WriteString("Expression", rule.Expression.Text);
        if (rule.ErrorMessage is not null)
            writer.WriteString("ErrorMessage", rule.ErrorMessage.Text);
        if (rule.SuccessEvent is not null)
            writer.WriteString("SuccessEvent", rule.SuccessEvent);
        if (rule.OnSuccess is not null || rule.OnFailure is not null)
        {
            writer.WriteStartObject("Actions");
            Action(writer, "OnSuccess", rule.OnSuccess);
            Action(writer, "OnFailure", rule.OnFailure);
            writer.WriteEndObject();
        }
        if (!rule.Properties.IsEmpty)
            Elements(writer, "Properties", rule.Properties);
        writer.WriteEndObject();
    }

    private static void Parameter(ParameterDefinition parameter, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("Name", parameter.Name);
        writer.WriteString("Expression", parameter.Expression.Text);
        writer.WriteEndObject();
    }

    private static void Action(Utf8JsonWriter writer, string side, ActionDefinition? action)
    {
        if (action is null)
            return;
        writer.WriteStartObject(side);
        writer.WriteString("Name", action.Name);
        Elements(writer, "Context", action.Context);
        writer.WriteEndObject();
    }

    private static void Elements(Utf8JsonWriter writer, string name, ImmutableSortedDictionary<string, JsonElement> elements)
    {
        writer.WriteStartObject(name);
        foreach (var (key, value) in elements)
        {
            writer.WritePropertyName(key);
            Element(writer, value);
        }
        writer.WriteEndObject();
    }

    private static void Element(Utf8JsonWriter writer, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            writer.WriteStartObject();
            foreach (var property in element.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
            {
                writer.WritePropertyName(property.Name);
                Element(writer, property.Value);
            }
            writer.WriteEndObject();
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            foreach (var item in element.EnumerateArray())
                Element(writer, item);
            writer.WriteEndArray();
        }
        else
            element.WriteTo(writer);
    }

    private static void List<T>(Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<T, Utf8JsonWriter> write)
    {
        var all = items.ToList();
        if (all.Count == 0)
            return;
        writer.WriteStartArray(name);
        foreach (var item in all)
            write(item, writer);
        writer.WriteEndArray();
    }
}
