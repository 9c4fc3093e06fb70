using System.Text.Json;

namespace Portcullis.Rules;

/// <summary>The text of one rule file, and the name it goes by in diagnostics.</summary>
public sealed record RuleFile(string Path, string Text)
{
    /// <summary>
    /// The parameters that the file's workflows declare, so that a host with values for many files can give each its own. Only names: a file that
    /// can't be read has none here, and what is wrong with it is said when it is loaded.
    /// </summary>
    public IReadOnlyList<string> ParameterNames()
    {
        try
        {
            using var document = JsonDocument.Parse(Text);
            return [.. Items(document.RootElement).SelectMany(workflow => Items(Member(workflow, "GlobalParams"))).Select(parameter => Member(parameter, "Name"))
                .Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!)];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static IEnumerable<JsonElement> Items(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray(),
        JsonValueKind.Object => [element],
        _ => [],
    };

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;
}
