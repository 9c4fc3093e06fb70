namespace Grpc.Core.Internal;

/// <summary>Values of <c>-bin</c> headers: base64, sent without padding, taken with or without.</summary>
internal static class BinaryHeader
{
    public static string Encode(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    /// <summary>Null where the text is not base64: a peer's bad header must not end a call.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        text = text.Trim().TrimEnd('=');
        if (text.Length % 4 == 1)
            return null;
        Span<char> padded = text.Length <= 1024 ? stackalloc char[text.Length + 3] : new char[text.Length + 3];
        text.CopyTo(padded);
        padded[text.Length..].Fill('=');
        padded = padded[..((text.Length + 3) & ~3)];
        var bytes = new byte[text.Length * 3 / 4];
        return Convert.TryFromBase64Chars(padded, bytes, out var written) && written == bytes.Length ? bytes : null;
    }

    /// <summary>Adds every value of a header, which proxies may have joined with commas.</summary>
    public static void AddTo(Metadata metadata, string key, string joined)
    {
        foreach (var range in joined.AsSpan().Split(','))
            if (Decode(joined.AsSpan()[range]) is { } bytes)
                metadata.Add(Metadata.Entry.Received(key, bytes));
    }
}
