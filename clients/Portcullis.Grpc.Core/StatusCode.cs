namespace Grpc.Core;

/// <summary>The sixteen outcomes of a call besides success, with the numbers that travel in <c>grpc-status</c>.</summary>
public enum StatusCode
{
    /// <summary>The call succeeded.</summary>
    OK = 0,

    /// <summary>The caller gave up.</summary>
    Cancelled = 1,

    /// <summary>An error nobody classified, for example an exception in a handler.</summary>
    Unknown = 2,

    /// <summary>The request is wrong whatever state the system is in.</summary>
    InvalidArgument = 3,

    /// <summary>The deadline passed before the call finished; the effect may have happened.</summary>
    DeadlineExceeded = 4,

    /// <summary>What the request names does not exist.</summary>
    NotFound = 5,

    /// <summary>What the request would create exists already.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known and may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A quota, a size limit or a queue is exhausted.</summary>
    ResourceExhausted = 8,

    /// <summary>The system's state forbids the request; retrying without changing that state is useless.</summary>
    FailedPrecondition = 9,

    /// <summary>A concurrent change won; retry the whole sequence.</summary>
    Aborted = 10,

    /// <summary>The request reaches past a valid range.</summary>
    OutOfRange = 11,

    /// <summary>The method does not exist here.</summary>
    Unimplemented = 12,

    /// <summary>An invariant of the transport or of the server broke.</summary>
    Internal = 13,

    /// <summary>The service cannot be reached now; retry with backoff.</summary>
    Unavailable = 14,

    /// <summary>Data is lost or corrupt beyond repair.</summary>
    DataLoss = 15,

    /// <summary>The caller did not prove who it is.</summary>
    Unauthenticated = 16,
}
