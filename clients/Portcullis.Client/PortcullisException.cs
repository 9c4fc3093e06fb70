using Grpc.Core;

namespace Portcullis.Client;

/// <summary>
/// A call failed. A rejected order is not a failure: it is a decision. What went wrong is told by the type, for handlers that care for the
/// kind, and by the properties, for those that care for the detail.
/// </summary>
public class PortcullisException : Exception
{
    internal PortcullisException(Failure failure, Exception? inner)
        : base(failure.Describe(), inner)
    {
        Status = failure.Status;
        FieldViolations = failure.FieldViolations;
        Reason = failure.Reason;
        RetryAfter = failure.RetryAfter;
    }

    /// <summary>The gRPC status.</summary>
    public StatusCode Status { get; }

    /// <summary>Every malformed field; empty unless the request was.</summary>
    public IReadOnlyList<FieldViolation> FieldViolations { get; }

    /// <summary>A stable reason for machines, for example KEY_REVOKED; empty when the gateway gave none.</summary>
    public string Reason { get; }

    /// <summary>How long the gateway asks to wait before the next try; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; }

    internal static PortcullisException From(Failure failure, Exception? inner = null) => failure.Status switch
    {
        StatusCode.InvalidArgument or StatusCode.OutOfRange => new InvalidRequestException(failure, inner),
        StatusCode.NotFound => new NotFoundException(failure, inner),
        StatusCode.AlreadyExists or StatusCode.FailedPrecondition or StatusCode.Aborted => new ConflictException(failure, inner),
        StatusCode.Unauthenticated or StatusCode.PermissionDenied => new AccessDeniedException(failure, inner),
        StatusCode.Unavailable => new UnavailableException(failure, inner),
        StatusCode.DeadlineExceeded => new AnswerTimeoutException(failure, inner),
        _ => new PortcullisException(failure, inner),
    };
}

/// <summary>The request is malformed: see <see cref="PortcullisException.FieldViolations"/>. Nothing was recorded.</summary>
public sealed class InvalidRequestException : PortcullisException
{
    internal InvalidRequestException(Failure failure, Exception? inner)
        : base(failure, inner)
    {
    }
}

/// <summary>The account, order, instrument or key does not exist.</summary>
public sealed class NotFoundException : PortcullisException
{
    internal NotFoundException(Failure failure, Exception? inner)
        : base(failure, inner)
    {
    }
}

/// <summary>What is there does not allow it: an id used with other content, or an order that is finished already.</summary>
public sealed class ConflictException : PortcullisException
{
    internal ConflictException(Failure failure, Exception? inner)
        : base(failure, inner)
    {
    }
}

/// <summary>The key is missing, unknown, expired or revoked, or it does not cover the account or the act.</summary>
public sealed class AccessDeniedException : PortcullisException
{
    internal AccessDeniedException(Failure failure, Exception? inner)
        : base(failure, inner)
    {
    }
}

/// <summary>The gateway cannot be reached or cannot record. All tries of the retry policy are used up.</summary>
public sealed class UnavailableException : PortcullisException
{
    internal UnavailableException(Failure failure, Exception? inner)
        : base(failure, inner) => IsUntrusted = failure.IsUntrusted;

    /// <summary>One side did not accept the other's certificate.</summary>
    public bool IsUntrusted { get; }
}

/// <summary>No answer in time. What became of the request is unknown: ask again with the same client order id to learn it.</summary>
public sealed class AnswerTimeoutException : PortcullisException
{
    internal AnswerTimeoutException(Failure failure, Exception? inner)
        : base(failure, inner)
    {
    }
}

/// <summary>One malformed field of a request.</summary>
/// <param name="Field">Its path in the contract, for example bracket.stop_price.</param>
/// <param name="Description">What is wrong with it.</param>
public sealed record FieldViolation(string Field, string Description);
