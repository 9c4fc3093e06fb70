using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portcullis.Domain;

/// <summary>How the domain is written as JSON, in the journal, in snapshots and in files: camel case, enum names, exact numbers, nothing that is null.</summary>
public static class DomainJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // "<=" as it is: nothing of this stands in a page of HTML, and PostgreSQL keeps it that way whatever is written.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };
}
