using Grpc.Net.Client.Configuration;

namespace Grpc.Net.Client.Internal.Retry;

/// <summary>The token bucket of a channel: a failure takes a token, a success gives back a part of one. Counted in thousandths.</summary>
internal sealed class RetryThrottle
{
    private const int Thousand = 1000;

    private readonly int _max;
    private readonly int _gain;
    private readonly Lock _lock = new();
    private int _tokens;

    public RetryThrottle(RetryThrottlingPolicy policy)
    {
        if (policy is not { MaxTokens: > 0 and <= 1000, TokenRatio: > 0 })
            throw new InvalidOperationException("Retry throttling needs MaxTokens from 1 to 1000 and a TokenRatio above 0.");
        _tokens = _max = policy.MaxTokens.Value * Thousand;
        _gain = (int)(policy.TokenRatio.Value * Thousand);
    }

    /// <summary>Takes a token; true where retries are still allowed.</summary>
    public bool Failed()
    {
        lock (_lock)
        {
            _tokens = Math.Max(0, _tokens - Thousand);
            return _tokens > _max / 2;
        }
    }

    public void Succeeded()
    {
        lock (_lock)
            _tokens = Math.Min(_max, _tokens + _gain);
    }
}
