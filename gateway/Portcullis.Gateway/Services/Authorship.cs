using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Portcullis.Domain;
using Portcullis.Domain.Access;
using Portcullis.Journal;

namespace Portcullis.Gateway.Services;

/// <summary>
/// Who did what an event tells of. Older programs wrote names in the clear; those stay in the journal, which is never written again, and are left out of
/// what is answered.
/// </summary>
/// <param name="By">The key's id, or the gateway's own word for itself; null where the event tells of nobody.</param>
/// <param name="Json">The content as it may be shown.</param>
internal readonly record struct Authorship(string? By, string Json)
{
    private const string Member = "by";
    private const string ClearName = "name";

    private static readonly FrozenSet<string> Signed =
        EventCatalog.All.Where(name => EventCatalog.TypeOf(name)!.GetProperty(nameof(By)) is not null).Concat(EventUpcasts.Current.Retired).ToFrozenSet(StringComparer.Ordinal);

    public static Authorship Of(StoredEvent stored)
    {
        var json = Encoding.UTF8.GetString(stored.Json.Span);
        // Decisions and fills are nearly all that there is, and nobody's.
        if (!Signed.Contains(stored.Type) || Content(json) is not { } content || content[Member] is not JsonValue member || !member.TryGetValue<string>(out var written)) return new(null, json);
        var by = Pseudonym.Of(written);
        var isOld = stored.Type == RetiredForms.KeyWithItsNameInTheClear.From;
        if (by == written && !isOld) return new(by, json);
        content[Member] = by;
        if (isOld) content.Remove(ClearName);
        return new(by, content.ToJsonString(DomainJson.Options));
    }

    // What an auditor finds changed may be anything, and must be shown all the same.
    private static JsonObject? Content(string json)
    {
        try
        {
            return JsonNode.Parse(json) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
