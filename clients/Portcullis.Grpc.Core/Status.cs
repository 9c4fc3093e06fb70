namespace Grpc.Core;

/// <summary>How a call ended: a code and a sentence for a person.</summary>
public readonly struct Status(StatusCode statusCode, string detail, Exception? debugException) : IEquatable<Status>
{
    /// <summary>Success without a message.</summary>
    public static readonly Status DefaultSuccess = new(StatusCode.OK, "");

    /// <summary>Cancelled without a message.</summary>
    public static readonly Status DefaultCancelled = new(StatusCode.Cancelled, "");

    public Status(StatusCode statusCode, string detail)
        : this(statusCode, detail, null)
    {
    }

    public StatusCode StatusCode { get; } = statusCode;

    public string Detail { get; } = detail;

    /// <summary>The local exception behind the status; never sent over the wire.</summary>
    public Exception? DebugException { get; } = debugException;

    public static bool operator ==(Status left, Status right) => left.Equals(right);

    public static bool operator !=(Status left, Status right) => !left.Equals(right);

    public bool Equals(Status other) => StatusCode == other.StatusCode && Detail == other.Detail;

    public override bool Equals(object? obj) => obj is Status other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(StatusCode, Detail);

    public override string ToString() => DebugException is null
        ? $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\")"
        : $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\", DebugException=\"{DebugException.GetType()}: {DebugException.Message}\")";
}
