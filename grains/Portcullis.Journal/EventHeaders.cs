using System.Text.Json;

namespace Portcullis.Journal;

internal static class EventHeaders
{
    public static string? Correlation(string? headers)
    {
        if (headers is null)
            return null;
        using var json = JsonDocument.Parse(headers);
        return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("correlation", out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
    }
}
