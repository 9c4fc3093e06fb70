namespace Grpc.Core.Internal;

/// <summary>Names and values that the protocol gives a meaning.</summary>
internal static class Headers
{
    public const string Status = "grpc-status";
    public const string Message = "grpc-message";
    public const string Timeout = "grpc-timeout";
    public const string Encoding = "grpc-encoding";
    public const string AcceptEncoding = "grpc-accept-encoding";
    public const string PreviousAttempts = "grpc-previous-rpc-attempts";
    public const string RetryPushback = "grpc-retry-pushback-ms";

    /// <summary>Written by an application into its own headers to ask for one call's compression; it never travels.</summary>
    public const string EncodingRequest = "grpc-internal-encoding-request";

    public const string ContentType = "application/grpc";
    public const string Identity = "identity";

    /// <summary>Whether a header belongs to the transport or the protocol, and not to the application's metadata.</summary>
    public static bool IsReserved(string name) => name[0] switch
    {
        ':' => true,
        'g' or 'G' => Is(name, Status) || Is(name, Message) || Is(name, Timeout) || Is(name, Encoding) || Is(name, AcceptEncoding)
            || Is(name, EncodingRequest),
        'c' or 'C' => Is(name, "content-type") || Is(name, "content-length") || Is(name, "content-encoding") || Is(name, "connection"),
        't' or 'T' => Is(name, "te") || Is(name, "trailer") || Is(name, "transfer-encoding"),
        _ => false,
    };

    /// <summary><c>application/grpc</c>, or that with <c>+proto</c> or a parameter behind it.</summary>
    public static bool IsGrpc(string? contentType) =>
        contentType is not null
        && contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == ContentType.Length || contentType[ContentType.Length] is '+' or ';' or ' ');

    public static string ToLower(string name) =>
        string.Create(name.Length, name, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = source[i] is >= 'A' and <= 'Z' ? (char)(source[i] | 0x20) : source[i];
        });

    private static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);
}
