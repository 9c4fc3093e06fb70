using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client.Configuration;

namespace Grpc.Net.Client.Internal.Retry;

/// <summary>A checked retry policy, as one method of one channel follows it.</summary>
internal sealed class RetryRules
{
    private readonly Backoff _backoff;
    private readonly HashSet<StatusCode> _retryable;
    private readonly RetryThrottle? _throttle;
    private readonly int _maxAttempts;

    public RetryRules(RetryPolicy policy, int? channelMaxAttempts, RetryThrottle? throttle)
    {
        if (policy is not { MaxAttempts: > 1, InitialBackoff.Ticks: > 0, MaxBackoff.Ticks: > 0, BackoffMultiplier: > 0, RetryableStatusCodes.Count: > 0 })
            throw new InvalidOperationException(
                "A retry policy needs MaxAttempts above 1, InitialBackoff, MaxBackoff and BackoffMultiplier above 0, and a retryable status code.");
        _maxAttempts = Math.Min(policy.MaxAttempts.Value, channelMaxAttempts ?? int.MaxValue);
        _backoff = new Backoff(policy.InitialBackoff.Value, policy.MaxBackoff.Value, policy.BackoffMultiplier.Value, LeastShare: 0);
        _retryable = [.. policy.RetryableStatusCodes];
        _throttle = throttle;
    }

    /// <summary>How long to wait before the next attempt, or null where there is none.</summary>
    /// <param name="status">How the attempt ended.</param>
    /// <param name="pushback">The server's own word (<c>grpc-retry-pushback-ms</c>): a wait, or no retry for anything but a number from 0.</param>
    /// <param name="attempts">How many have been made.</param>
    public TimeSpan? WaitBeforeNext(Status status, string? pushback, int attempts)
    {
        if (status.StatusCode == StatusCode.OK)
        {
            _throttle?.Succeeded();
            return null;
        }

        var isRetryable = _retryable.Contains(status.StatusCode);
        var allowed = !isRetryable && pushback is null || _throttle?.Failed() != false;
        if (!isRetryable || !allowed || attempts >= _maxAttempts)
            return null;
        if (pushback is null)
            return _backoff.After(attempts);
        return int.TryParse(pushback, NumberStyles.None, CultureInfo.InvariantCulture, out var ms) ? TimeSpan.FromMilliseconds(ms) : null;
    }

    public void Succeeded() => _throttle?.Succeeded();
}
