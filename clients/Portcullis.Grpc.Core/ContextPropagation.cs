namespace Grpc.Core;

/// <summary>What a nested call inherits from the call that makes it.</summary>
public sealed class ContextPropagationOptions(bool propagateDeadline = true, bool propagateCancellation = true)
{
    public static readonly ContextPropagationOptions Default = new();

    public bool IsPropagateDeadline { get; } = propagateDeadline;

    public bool IsPropagateCancellation { get; } = propagateCancellation;
}

/// <summary>A call's deadline and cancellation on their way to a nested call.</summary>
public sealed class ContextPropagationToken
{
    internal ContextPropagationToken(DateTime? deadline, CancellationToken cancellationToken)
    {
        Deadline = deadline;
        CancellationToken = cancellationToken;
    }

    internal DateTime? Deadline { get; }

    internal CancellationToken CancellationToken { get; }
}
