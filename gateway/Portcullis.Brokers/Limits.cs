namespace Portcullis.Brokers;

/// <summary>Bounds of the brokers.</summary>
public static class Limits
{
    /// <summary>
    /// How often one market message is matched: a fill can bring a bracket to life, whose stop the same quote may already touch. More rounds have
    /// nothing left to find; the bound keeps a fault from becoming a loop.
    /// </summary>
    public const int MatchingRounds = 8;

    /// <summary>How often a request is decided again because another gateway wrote to the same account in between.</summary>
    public const int ConflictRetries = 16;

    /// <summary>Executions of one account that are reported at once at most.</summary>
    public const int ExecutionsPerReport = 64;
}
