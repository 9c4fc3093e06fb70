using System.Diagnostics.Tracing;

namespace Grpc.Core.Internal;

/// <summary>The event counters that both halves publish, each under its own event source.</summary>
internal sealed class CallCounters(EventSource source)
{
    private readonly List<DiagnosticCounter> _published = [];
    private long _total;
    private long _current;
    private long _failed;
    private long _deadlineExceeded;
    private long _unimplemented;
    private long _sent;
    private long _received;

    /// <summary>Calls under way.</summary>
    public long Current => Volatile.Read(ref _current);

    public long Total => Volatile.Read(ref _total);

    public void Started()
    {
        Interlocked.Increment(ref _total);
        Interlocked.Increment(ref _current);
    }

    public void Ended(StatusCode status)
    {
        Interlocked.Decrement(ref _current);
        if (status == StatusCode.OK)
            return;
        Interlocked.Increment(ref _failed);
        if (status == StatusCode.DeadlineExceeded)
            Interlocked.Increment(ref _deadlineExceeded);
        else if (status == StatusCode.Unimplemented)
            Interlocked.Increment(ref _unimplemented);
    }

    // Messages are counted only while somebody listens: on a stream of many they would cost more than they tell.
    public void Sent()
    {
        if (source.IsEnabled())
            Interlocked.Increment(ref _sent);
    }

    public void Received()
    {
        if (source.IsEnabled())
            Interlocked.Increment(ref _received);
    }

    /// <summary>Publishes the counters; called when the first listener comes.</summary>
    public void Publish(bool withUnimplemented)
    {
        if (_published.Count > 0)
            return;
        Publish("total-calls", "Total Calls", () => _total);
        Publish("current-calls", "Current Calls", () => _current);
        Publish("calls-failed", "Total Calls Failed", () => _failed);
        Publish("calls-deadline-exceeded", "Total Calls Deadline Exceeded", () => _deadlineExceeded);
        Publish("messages-sent", "Total Messages Sent", () => _sent);
        Publish("messages-received", "Total Messages Received", () => _received);
        if (withUnimplemented)
            Publish("calls-unimplemented", "Total Calls Unimplemented", () => _unimplemented);
    }

    private void Publish(string name, string title, Func<long> value) =>
        _published.Add(new PollingCounter(name, source, () => value()) { DisplayName = title });
}
