namespace Portcullis.Client;

/// <summary>Bounds of the SDK's queues and counts.</summary>
public static class Limits
{
    /// <summary>Requests of one trade session that wait for their answers; the next one waits for a place.</summary>
    public const int PendingRequests = 1_024;

    /// <summary>Updates of one trade session that nobody has read yet; one more ends the updates, not the session.</summary>
    public const int UnreadUpdates = 65_536;

    /// <summary>Messages that one <see cref="SimulationClient.StepAsync"/> may carry.</summary>
    public const int MessagesPerStep = 5_000;

    /// <summary>Doublings after which a pause grows no further; keeps the power finite.</summary>
    internal const int BackoffSteps = 30;

    /// <summary>Resolution of jitter.</summary>
    internal const int JitterSteps = 1_000_000;
}
