using System.Threading.Channels;
using Grpc.Core;

namespace Portcullis.Client.Internal;

/// <summary>Updates of an account between the stream that brings them and the one reader who takes them.</summary>
internal sealed class UpdateFeed(long? after)
{
    private readonly Channel<Execution> _unread =
        Channel.CreateBounded<Execution>(new BoundedChannelOptions(Limits.UnreadUpdates) { SingleReader = true, SingleWriter = true });

    private long _lastVersion = after ?? 0;

    /// <summary>Where a new connection goes on from; null when no updates are wanted.</summary>
    public long? LastVersion => after is null ? null : Interlocked.Read(ref _lastVersion);

    public void StartAfter(long version) => Interlocked.Exchange(ref _lastVersion, version);

    public void Take(V1.Execution update)
    {
        // A slow reader must not hold up decisions: past the bound its feed ends, and it is told where to go on.
        if (!_unread.Writer.TryWrite(Wire.Execution(update)))
        {
            var failure = new Failure(StatusCode.ResourceExhausted, $"{Limits.UnreadUpdates} updates wait to be read; go on after version {_lastVersion}.");
            End(PortcullisException.From(failure));
            return;
        }

        Interlocked.Exchange(ref _lastVersion, Math.Max(_lastVersion, update.Version));
    }

    public void End(Exception why) => _unread.Writer.TryComplete(why is ObjectDisposedException ? null : why);

    public IAsyncEnumerable<Execution> ReadAllAsync(CancellationToken cancellation) => _unread.Reader.ReadAllAsync(cancellation);
}
