namespace Grpc.Net.Client.Internal.Retry;

/// <summary>How many bytes of requests all calls of a channel keep for another attempt.</summary>
internal sealed class RetryBuffer(long? maxOfChannel, long? maxOfCall)
{
    private long _kept;

    public long Kept => Interlocked.Read(ref _kept);

    /// <summary>Whether a call may keep this many bytes more, <paramref name="keptByCall"/> in all.</summary>
    public bool TryKeep(long bytes, long keptByCall)
    {
        if (keptByCall > maxOfCall)
            return false;
        if (Interlocked.Add(ref _kept, bytes) <= (maxOfChannel ?? long.MaxValue))
            return true;
        Release(bytes);
        return false;
    }

    public void Release(long bytes) => Interlocked.Add(ref _kept, -bytes);
}
