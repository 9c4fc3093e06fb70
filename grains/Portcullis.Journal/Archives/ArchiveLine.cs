using System.Runtime.InteropServices;
using System.Text.Json;
using Portcullis.Journal.Integrity;

namespace Portcullis.Journal.Archives;

/// <summary>A line of an archive: a block, or one of the events that follow it.</summary>
/// <param name="Kind">"block" or "event".</param>
internal sealed record ArchiveLine(string Kind)
{
    public const string BlockKind = "block";
    public const string EventKind = "event";

    public static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What nothing vouches for is not read over: a member that no line has, or one that stands there twice.</summary>
    private static readonly JsonSerializerOptions Strict = new(Format) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false };

    public long? Number { get; init; }

    public long? FirstPosition { get; init; }

    public long? LastPosition { get; init; }

    public string? Node { get; init; }

    public DateTimeOffset? CommittedAt { get; init; }

    public byte[]? Leaves { get; init; }

    public byte[]? Previous { get; init; }

    public byte[]? Hash { get; init; }

    public long? Position { get; init; }

    public Guid? Id { get; init; }

    public string? Stream { get; init; }

    public long? Version { get; init; }

    public string? Type { get; init; }

    public string? ClrType { get; init; }

    public DateTimeOffset? Timestamp { get; init; }

    public string? Key { get; init; }

    public JsonElement? Headers { get; init; }

    public JsonElement? Data { get; init; }

    public static ArchiveLine Of(Block block) => new(BlockKind)
    {
        Number = block.Number,
        FirstPosition = block.FirstPosition,
        LastPosition = block.LastPosition,
        Node = block.Node,
        CommittedAt = block.CommittedAt,
        Leaves = block.Leaves,
        Previous = block.Previous,
        Hash = block.Hash,
    };

    public static ArchiveLine Of(StoredEvent stored, string? key) => new(EventKind)
    {
        Position = stored.Position,
        Id = stored.Id,
        Stream = stored.Stream,
        Version = stored.Version,
        Type = stored.Type,
        ClrType = stored.ClrType,
        Timestamp = stored.Timestamp,
        Key = key,
        Headers = stored.HeadersJson is null ? null : JsonSerializer.Deserialize<JsonElement>(stored.HeadersJson),
        Data = JsonSerializer.Deserialize<JsonElement>(stored.Json.Span),
    };

    /// <summary>Null where it is no line of an archive.</summary>
    public static ArchiveLine? Read(byte[] line)
    {
        try
        {
            return JsonSerializer.Deserialize<ArchiveLine>(line, Strict) is { Kind: BlockKind or EventKind } read ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public Block ToBlock() => new(Number ?? 0, FirstPosition ?? 0, LastPosition ?? 0, Node ?? "", CommittedAt ?? default, Leaves ?? [], Previous ?? [], Hash ?? []);

    public StoredEvent ToEvent() => new(
        Position ?? 0, Stream ?? "", Version ?? 0, Type ?? "", Data is { } data ? JsonMarshal.GetRawUtf8Value(data).ToArray() : [], Timestamp ?? default, Id ?? default, Headers?.GetRawText())
    {
        ClrType = ClrType,
    };
}
