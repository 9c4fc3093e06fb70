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
        Converters = { new JsonStringEnumConverter() },
    };
}
