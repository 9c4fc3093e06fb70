using System.Security.Cryptography;

namespace Portcullis.Client;

/// <summary>Exponential backoff with jitter. The gateway's own word on when to come back is honoured where it asks for longer.</summary>
public sealed record RetryPolicy
{
    /// <summary>Tries in all, the first included. Default 5; at least 1.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>Pause after the first failure. Default 100 ms.</summary>
    public TimeSpan InitialBackoff { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest pause before jitter. Default 5 seconds.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What each pause is multiplied by to give the next. Default 2; at least 1.</summary>
    public double Multiplier { get; init; } = 2;

    /// <summary>Share of a pause that is left to chance, so that many clients do not come back at the same instant. Default 0.25; 0 to 1.</summary>
    public double Jitter { get; init; } = 0.25;

    /// <summary>For single calls: 5 tries, 100 ms to 5 s.</summary>
    public static RetryPolicy Calls { get; } = new();

    /// <summary>For streams: for ever, 100 ms to 10 s.</summary>
    public static RetryPolicy Streams { get; } = new() { MaxAttempts = int.MaxValue, MaxBackoff = TimeSpan.FromSeconds(10) };

    /// <summary>One try.</summary>
    public static RetryPolicy None { get; } = new() { MaxAttempts = 1 };

    /// <summary>The pause after a number of failures in a row (from 1), spread by jitter, and no shorter than the gateway asked for.</summary>
    internal TimeSpan PauseAfter(int failures, TimeSpan? asked)
    {
        var longest = MaxBackoff.TotalMilliseconds;
        var pause = Math.Min(longest, InitialBackoff.TotalMilliseconds * Math.Pow(Multiplier, Math.Min(failures - 1, Limits.BackoffSteps)));
        var chance = RandomNumberGenerator.GetInt32(Limits.JitterSteps + 1) / (double)Limits.JitterSteps;
        var spread = pause * (1 + (Jitter * ((2 * chance) - 1)));
        return TimeSpan.FromMilliseconds(Math.Max(spread, asked?.TotalMilliseconds ?? 0));
    }
}
