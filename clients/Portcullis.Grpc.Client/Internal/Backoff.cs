using System.Security.Cryptography;

namespace Grpc.Net.Client.Internal;

/// <summary>Waits that grow from one failure to the next and are spread, so that clients do not come back all at once.</summary>
internal sealed record Backoff(TimeSpan Initial, TimeSpan Max, double Multiplier, double LeastShare)
{
    private const int Grains = 1 << 20;

    /// <summary>Reconnecting: as gRPC's connection backoff, 1.6 times longer each time, and 0.8 to 1.0 of it.</summary>
    public static Backoff Reconnecting(TimeSpan initial, TimeSpan? max) => new(initial, max ?? TimeSpan.MaxValue, 1.6, 0.8);

    /// <summary>The wait after the given number of failures, 1 being the first.</summary>
    public TimeSpan After(int failures)
    {
        var bound = Math.Min(Initial.TotalMilliseconds * Math.Pow(Multiplier, failures - 1), Max.TotalMilliseconds);
        var share = LeastShare + ((1 - LeastShare) * RandomNumberGenerator.GetInt32(Grains) / Grains);
        return TimeSpan.FromMilliseconds(Math.Min(bound * share, int.MaxValue));
    }
}
