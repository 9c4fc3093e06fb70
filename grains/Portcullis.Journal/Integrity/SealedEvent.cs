namespace Portcullis.Journal.Integrity;

/// <summary>An event as it is found now, with the leaf that its content has now.</summary>
/// <param name="Leaf">Empty when the content can't be hashed at all.</param>
/// <param name="IsPlain">Nothing beside its content says anything: columns that are never set are not set.</param>
internal readonly record struct SealedEvent(long Position, string Stream, long Version, byte[] Leaf, bool IsPlain)
{
    public static SealedEvent Of(StoredEvent stored, string? key, bool isPlain = true)
    {
        var leaf = new byte[EventLeaf.Size];
        try
        {
            EventLeaf.Hash(
                stored.Id, stored.Stream, stored.Version, stored.Type, stored.ClrType, stored.Timestamp, stored.HeadersJson, stored.Json.Span, key, leaf);
        }
        catch (System.Text.Json.JsonException)
        {
            leaf = [];
        }

        return new SealedEvent(stored.Position, stored.Stream, stored.Version, leaf, isPlain);
    }
}
