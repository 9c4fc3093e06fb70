using System.Globalization;
using System.Threading.Channels;

namespace Portcullis.Client.Internal;

/// <summary>Requests of a trade session without an answer, in the order they were made; sent again, in that order, on each new connection.</summary>
internal sealed class PendingRequests
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, Pending> _pending = [];
    private ChannelWriter<V1.TradeRequest>? _lane;
    private Exception? _closed;
    private long _lastId;

    public Pending Add(Func<string, V1.TradeRequest> request)
    {
        lock (_lock)
        {
            if (_closed is not null)
                throw _closed;
            var id = ++_lastId;
            var pending = new Pending(id, request(id.ToString(CultureInfo.InvariantCulture)));
            _pending.Add(id, pending);
            _lane?.TryWrite(pending.Request);
            return pending;
        }
    }

    public void Remove(Pending pending)
    {
        lock (_lock)
            _pending.Remove(pending.Id);
    }

    /// <summary>A new connection's lane gets everything that waits; null: there is no connection.</summary>
    public void SendInto(ChannelWriter<V1.TradeRequest>? lane)
    {
        lock (_lock)
        {
            _lane = lane;
            foreach (var pending in _pending.Values)
                lane?.TryWrite(pending.Request);
        }
    }

    /// <summary>Gives an answer to its request; one that nobody waits for any more is dropped.</summary>
    public void Answer(V1.TradeReply reply)
    {
        lock (_lock)
        {
            if (long.TryParse(reply.RequestId, CultureInfo.InvariantCulture, out var id) && _pending.TryGetValue(id, out var pending))
                pending.Completion.TrySetResult(reply);
        }
    }

    public void Fail(Exception why)
    {
        lock (_lock)
        {
            _closed = why;
            foreach (var pending in _pending.Values)
                pending.Completion.TrySetException(why);
        }
    }

    internal sealed class Pending(long id, V1.TradeRequest request)
    {
        public long Id => id;

        public V1.TradeRequest Request => request;

        public TaskCompletionSource<V1.TradeReply> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<V1.TradeReply> Answer => Completion.Task;
    }
}
