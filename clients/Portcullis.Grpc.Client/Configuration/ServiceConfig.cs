using Grpc.Core;

namespace Grpc.Net.Client.Configuration;

/// <summary>What a client knows about the methods of a service, in the shape of gRPC's service config.</summary>
public sealed class ServiceConfig
{
    /// <summary>Policies by method; the most exact name wins.</summary>
    public IList<MethodConfig> MethodConfigs { get; } = [];

    /// <summary>Stops retries while too many calls fail.</summary>
    public RetryThrottlingPolicy? RetryThrottling { get; set; }
}

/// <summary>The policy of some methods.</summary>
public sealed class MethodConfig
{
    public IList<MethodName> Names { get; } = [];

    public RetryPolicy? RetryPolicy { get; set; }
}

/// <summary>One method, all methods of a service (no method), or all there are (neither).</summary>
public sealed class MethodName
{
    public static readonly MethodName Default = new();

    public string? Service { get; set; }

    public string? Method { get; set; }
}

/// <summary>When a failed call is tried again. Only for calls that may run twice.</summary>
public sealed class RetryPolicy
{
    /// <summary>Attempts, the first one included: 2 or more.</summary>
    public int? MaxAttempts { get; set; }

    /// <summary>Upper bound of the wait before the second attempt; the wait is random below it.</summary>
    public TimeSpan? InitialBackoff { get; set; }

    /// <summary>Upper bound of every wait.</summary>
    public TimeSpan? MaxBackoff { get; set; }

    /// <summary>Factor between one bound and the next: above 0.</summary>
    public double? BackoffMultiplier { get; set; }

    /// <summary>Statuses that are tried again.</summary>
    public IList<StatusCode> RetryableStatusCodes { get; } = [];
}

/// <summary>A bucket of tokens: failures take one, successes give some back, and below half of it nothing is retried.</summary>
public sealed class RetryThrottlingPolicy
{
    /// <summary>Size of the bucket, 1 to 1000.</summary>
    public int? MaxTokens { get; set; }

    /// <summary>What a success gives back: above 0, to three decimal places.</summary>
    public double? TokenRatio { get; set; }
}
