using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Portcullis.Domain.Tests.Accounts;

/// <summary>JSON as PostgreSQL gives it back: members by the length of their names and then by their bytes, with spaces; numbers to their last digit.</summary>
internal static class Stored
{
    public static byte[] AsJsonb(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return Encoding.UTF8.GetBytes(Text(document.RootElement));
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(", ", value.EnumerateObject().OrderBy(m => Encoding.UTF8.GetByteCount(m.Name)).ThenBy(m => m.Name, StringComparer.Ordinal).Select(m => $"{Quoted(m.Name)}: {Text(m.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(", ", value.EnumerateArray().Select(Text))}]",
        JsonValueKind.String => Quoted(value.GetString()!),
        _ => value.GetRawText(),
    };

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
