using System.Collections.Immutable;
using System.Text.Json;

namespace Portcullis.Workflows.Definitions;

/// <summary>
/// Reads the JSON that Elsa Studio saves. What the designer adds for itself (positions, memory references, display texts) is passed over; what
/// would change the meaning and is not known here is a fault.
/// </summary>
public sealed class DefinitionReader
{
    private const string FlowchartType = "Elsa.Flowchart";
    private const string DefaultOutcome = "Done";

    private readonly List<DefinitionFault> _faults = [];

    public static DefinitionReading Read(string json) => new DefinitionReader().ReadAll(json);

    private DefinitionReading ReadAll(string json)
    {
        if (json.Length > Limits.DefinitionLength)
            return new(null, [new DefinitionFault("", $"a definition has at most {Limits.DefinitionLength} characters; this one has {json.Length}")]);
        try
        {
            using var document = JsonDocument.Parse(json);
            var definition = Definition(document.RootElement);
            return new(_faults.Count == 0 ? definition : null, _faults);
        }
        catch (JsonException e)
        {
            return new(null, [new DefinitionFault($"line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}", "this is not JSON")]);
        }
    }

    private WorkflowDefinition? Definition(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            Fault("", "an object was expected");
            return null;
        }

        var id = Text(json, "", "definitionId");
        var version = json.TryGetProperty("version", out var number) && number.TryGetInt32(out var v) ? v : 0;
        if (version < 1) Fault("version", "a whole number from 1 on was expected");
        return Member(json, "", "root", JsonValueKind.Object) is { } root
            ? new WorkflowDefinition
            {
                DefinitionId = id,
                Version = version,
                Name = OptionalText(json, "name") ?? id,
                IsPublished = json.TryGetProperty("isPublished", out var published) && published.ValueKind == JsonValueKind.True,
                Root = Flowchart(root),
            }
            : null;
    }

    private Flowchart Flowchart(JsonElement root)
    {
        if (Text(root, "root", "type") is { Length: > 0 } type && type != FlowchartType) Fault("root.type", $"{FlowchartType} was expected, {type} was found");
        var activities = Items(root, "activities", Limits.Activities).Select((json, i) => Activity(json, $"root.activities[{i}]")).ToImmutableArray();
        var connections = Items(root, "connections", Limits.Connections).Select((json, i) => Connection(json, $"root.connections[{i}]")).ToImmutableArray();
        var chart = new Flowchart(Text(root, "root", "id"), OptionalText(root, "start") ?? activities.FirstOrDefault()?.Id ?? "", activities, connections);
        _faults.AddRange(FlowchartCheck.Faults(chart));
        return chart;
    }

    private FlowActivity Activity(JsonElement json, string path)
    {
        var inputs = ImmutableDictionary.CreateBuilder<string, ActivityInput>(StringComparer.Ordinal);
        if (json.ValueKind == JsonValueKind.Object)
            foreach (var member in json.EnumerateObject())
                if (Input(member.Value) is { } input) inputs[member.Name] = input;
        return new FlowActivity(
            Text(json, path, "id"),
            Text(json, path, "type"),
            json.ValueKind == JsonValueKind.Object && json.TryGetProperty("version", out var version) && version.TryGetInt32(out var number) ? number : 1,
            inputs.ToImmutable());
    }

    private static ActivityInput? Input(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("expression", out var expression) || expression.ValueKind != JsonValueKind.Object) return null;
        return new ActivityInput(
            OptionalText(json, "typeName") ?? "",
            OptionalText(expression, "type") ?? "",
            expression.TryGetProperty("value", out var value) ? value.Clone() : default);
    }

    private Connection Connection(JsonElement json, string path)
    {
        var source = Member(json, path, "source", JsonValueKind.Object);
        var target = Member(json, path, "target", JsonValueKind.Object);
        return new Connection(
            source is { } s ? Text(s, $"{path}.source", "activity") : "",
            source is { } o ? OptionalText(o, "port") ?? DefaultOutcome : "",
            target is { } t ? Text(t, $"{path}.target", "activity") : "");
    }

    private JsonElement[] Items(JsonElement json, string name, int most)
    {
        if (Member(json, "root", name, JsonValueKind.Array) is not { } array) return [];
        if (array.GetArrayLength() <= most) return [.. array.EnumerateArray()];
        Fault($"root.{name}", $"at most {most} were expected, {array.GetArrayLength()} were found");
        return [];
    }

    private JsonElement? Member(JsonElement json, string path, string name, JsonValueKind kind)
    {
        if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) && member.ValueKind == kind) return member;
        Fault(At(path, name), $"{(kind == JsonValueKind.Array ? "a list" : "an object")} was expected");
        return null;
    }

    private string Text(JsonElement json, string path, string name)
    {
        if (OptionalText(json, name) is { Length: > 0 } text) return text;
        Fault(At(path, name), "a text was expected");
        return "";
    }

    private static string? OptionalText(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static string At(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private void Fault(string path, string message) => _faults.Add(new DefinitionFault(path, message));
}
