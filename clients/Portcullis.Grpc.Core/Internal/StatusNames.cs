namespace Grpc.Core.Internal;

/// <summary>Status codes as metrics write them: <c>DEADLINE_EXCEEDED</c>.</summary>
internal static class StatusNames
{
    private static readonly string[] _s_names =
    [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED",
        "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS",
        "UNAUTHENTICATED",
    ];

    public static string Of(StatusCode code) => (uint)code < (uint)_s_names.Length ? _s_names[(int)code] : "UNKNOWN";
}
