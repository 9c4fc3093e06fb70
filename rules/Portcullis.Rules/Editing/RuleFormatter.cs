using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Portcullis.Rules.Format;

namespace Portcullis.Rules.Editing;

/// <summary>Lays a rule file out in the house order: names first, then what is evaluated, then what is said, two spaces of indentation. Changes no meaning.</summary>
public static class RuleFormatter
{
    private static readonly string[] Order =
    [
        "$schema", "WorkflowName", "RuleName", "Name", "Enabled", "RuleExpressionType", "WorkflowsToInject", "GlobalParams", "LocalParams",
        "Operator", "Expression", "ErrorMessage", "SuccessEvent", "Actions", "Properties", "Rules",
    ];

    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true, IndentSize = 2, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The formatted text; null, with diagnostics, when the file is not JSON.</summary>
    public static string? Format(RuleFile file, out IReadOnlyList<Diagnostic> diagnostics)
    {
        var found = new DiagnosticBag();
        var root = JsonSource.TryRead(file, found);
        diagnostics = found.ToImmutable();
        if (root is null)
            return null;
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Indented))
            Write(writer, root, ordered: true);
        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter writer, JsonNode node, bool ordered)
    {
        switch (node.Kind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                var members = ordered ? node.Members.OrderBy(member => Rank(member.Name)) : node.Members.AsEnumerable();
                foreach (var member in members)
                {
                    writer.WritePropertyName(member.Name);
                    // What is under Properties and Context is the author's own, and stays in the author's order.
                    Write(writer, member.Value, ordered && member.Name is not ("Properties" or "Context"));
                }
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in node.Items)
                    Write(writer, item, ordered);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(node.Scalar);
                break;
            default:
                writer.WriteRawValue(node.Raw);
                break;
        }
    }

    private static int Rank(string member)
    {
        var rank = Array.IndexOf(Order, member);
        return rank < 0 ? Order.Length : rank;
    }
}
