namespace Grpc.Core;

/// <summary>Everything about a call besides its method and its messages.</summary>
public readonly struct CallOptions(
    Metadata? headers = null,
    DateTime? deadline = null,
    CancellationToken cancellationToken = default,
    WriteOptions? writeOptions = null,
    ContextPropagationToken? propagationToken = null,
    CallCredentials? credentials = null)
{
    /// <summary>Headers to send.</summary>
    public Metadata? Headers { get; private init; } = headers;

    /// <summary>When the caller stops waiting, in UTC. None by default.</summary>
    public DateTime? Deadline { get; private init; } = deadline;

    public CancellationToken CancellationToken { get; private init; } = cancellationToken;

    public WriteOptions? WriteOptions { get; private init; } = writeOptions;

    public ContextPropagationToken? PropagationToken { get; private init; } = propagationToken;

    public CallCredentials? Credentials { get; private init; } = credentials;

    /// <summary>Whether a call waits for a connection instead of failing at once with UNAVAILABLE. Off by default.</summary>
    public bool IsWaitForReady { get; private init; }

    public CallOptions WithHeaders(Metadata headers) => this with { Headers = headers };

    public CallOptions WithDeadline(DateTime deadline) => this with { Deadline = deadline };

    public CallOptions WithCancellationToken(CancellationToken cancellationToken) => this with { CancellationToken = cancellationToken };

    public CallOptions WithWriteOptions(WriteOptions writeOptions) => this with { WriteOptions = writeOptions };

    public CallOptions WithPropagationToken(ContextPropagationToken propagationToken) => this with { PropagationToken = propagationToken };

    public CallOptions WithCredentials(CallCredentials credentials) => this with { Credentials = credentials };

    public CallOptions WithWaitForReady(bool waitForReady = true) => this with { IsWaitForReady = waitForReady };
}
