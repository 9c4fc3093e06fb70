using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portcullis.Rules.Explanation;

/// <summary>How a value looks in a message: as the original's JSON walk shows it, whatever the thread's culture is.</summary>
internal static class MessageValues
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>Null leaves the placeholder.</summary>
    /// <param name="rest">What is left of the path, to be walked over the value's JSON.</param>
    /// <param name="bare">The whole of an input or parameter: strings keep their quotes, objects stay on one line.</param>
    public static string? Show(object? value, string[] rest, bool bare, bool enumNames)
    {
        if (value is null)
            return null;
        if (rest.Length > 0)
        {
            var node = JsonSerializer.SerializeToNode(value, value.GetType());
            foreach (var name in rest)
                node = node is JsonObject members ? members[name] : null;
            return node is JsonValue ? node.ToString() : node?.ToJsonString(Indented);
        }
        return value switch
        {
            string text when !bare => text,
            Enum name when enumNames => name.ToString(),
            bool flag => flag ? "true" : "false",
            decimal or sbyte or byte or short or ushort or int or uint or long or ulong => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
            _ when bare => JsonSerializer.Serialize(value, value.GetType()),
            _ => JsonSerializer.SerializeToNode(value, value.GetType()) is JsonValue scalar
                ? scalar.ToString()
                : JsonSerializer.Serialize(value, value.GetType(), Indented),
        };
    }
}
