namespace Portcullis.Gateway.Services;

public static class StreamLimits
{
    /// <summary>Requests of one Trade stream that have begun and are not answered, with the updates between them.</summary>
    public const int RequestsUnderWay = 256;

    /// <summary>Answers that wait for one client to read them.</summary>
    public const int PendingReplies = 1_024;

    public const int WatchesPerStream = 16;

    /// <summary>Messages of one simulation step.</summary>
    public const int StepMessages = 5_000;

    /// <summary>Reasons that a market data publisher is told.</summary>
    public const int PublishReasons = 20;
}
