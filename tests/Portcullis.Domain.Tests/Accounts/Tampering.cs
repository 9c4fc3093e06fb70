using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portcullis.Domain.Tests.Accounts;

/// <summary>Everything that a hand could change in one place of a JSON document: each number, text and flag, and each part taken out.</summary>
internal static class Tampering
{
    public static IEnumerable<(string Path, bool IsRemoved, byte[] Tampered)> Of(byte[] json)
    {
        var root = JsonNode.Parse(json)!;
        foreach (var path in Places(root, []))
        {
            var name = string.Join('.', path);
            foreach (var other in Others(At(root, path)!))
            {
                var changed = root.DeepClone();
                Put(changed, path, other);
                yield return (name, other is null, Encoding.UTF8.GetBytes(changed.ToJsonString()));
            }
        }
    }

    private static IEnumerable<object[]> Places(JsonNode node, object[] path)
    {
        if (path.Length > 0) yield return path;
        var children = node switch
        {
            JsonObject members => members.Select(member => (Key: (object)member.Key, member.Value)),
            JsonArray items => items.Select((item, i) => (Key: (object)i, Value: item)),
            _ => [],
        };
        foreach (var (key, value) in children)
            if (value is not null)
                foreach (var place in Places(value, [.. path, key])) yield return place;
    }

    /// <summary>Null takes it out.</summary>
    private static IEnumerable<JsonNode?> Others(JsonNode node)
    {
        yield return null;
        if (node is not JsonValue value) yield break;
        switch (value.GetValueKind())
        {
            case JsonValueKind.Number:
                yield return JsonValue.Create(value.GetValue<decimal>() + 1m);
                yield return JsonValue.Create(value.GetValue<decimal>() - 0.01m);
                yield return JsonValue.Create(-value.GetValue<decimal>() - 1m);
                break;
            case JsonValueKind.True or JsonValueKind.False:
                yield return JsonValue.Create(!value.GetValue<bool>());
                break;
            default:
                yield return JsonValue.Create(value.GetValue<string>() + "x");
                foreach (var name in new[] { "Buy", "Sell", "Market", "Limit", "Approved", "Rejected", "Held", "Resized", "Opening", "Increasing", "Closing", "Active", "Halted", "Warn", "Reject", "Resize" })
                    if (name != value.GetValue<string>()) yield return JsonValue.Create(name);
                break;
        }
    }

    private static JsonNode? At(JsonNode root, object[] path) => path.Aggregate((JsonNode?)root, (node, key) => key is string name ? node![name] : node![(int)key]);

    private static void Put(JsonNode root, object[] path, JsonNode? other)
    {
        var parent = At(root, path[..^1])!;
        if (parent is JsonObject members)
        {
            members.Remove((string)path[^1]);
            if (other is not null) members[(string)path[^1]] = other;
        }
        else if (other is null)
        {
            parent.AsArray().RemoveAt((int)path[^1]);
        }
        else
        {
            parent.AsArray()[(int)path[^1]] = other;
        }
    }
}
