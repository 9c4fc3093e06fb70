using Grpc.Core.Internal;

namespace Grpc.Net.Client.Internal.Retry;

/// <summary>
/// The requests of a call that may be sent again: every attempt reads them from the first on. Once an attempt is final, what it has sent
/// is let go. The bytes kept count against the call's and the channel's bounds; above them the attempt under way becomes the final one.
/// </summary>
internal sealed class RequestLog(RetryBuffer buffer) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<byte[]?> _frames = [];
    private TaskCompletionSource _changed = NewChange();
    private long _kept;
    private int _sent;
    private int _sender;
    private bool _completed;
    private bool _final;

    /// <summary>Whether all of the request has been kept, so that another attempt can send it.</summary>
    public bool CanRepeat
    {
        get
        {
            lock (_lock)
                return !_final;
        }
    }

    /// <summary>Adds a frame and gives its place.</summary>
    public int Append(ReadOnlyMemory<byte> frame)
    {
        lock (_lock)
        {
            _frames.Add(frame.ToArray());
            _kept += frame.Length;
            if (!buffer.TryKeep(frame.Length, _kept))
            {
                _kept -= frame.Length;
                Finalise();
            }

            Announce();
            return _frames.Count - 1;
        }
    }

    /// <summary>Waits until an attempt has sent the frame at a place.</summary>
    public async Task SentAsync(int index, CancellationToken ended)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_sent > index)
                    return;
                changed = _changed.Task;
            }

            await changed.WaitAsync(ended);
        }
    }

    public void Complete()
    {
        lock (_lock)
        {
            _completed = true;
            Announce();
        }
    }

    /// <summary>No other attempt will follow: what has been sent need not be kept.</summary>
    public void MakeFinal()
    {
        lock (_lock)
            Finalise();
    }

    /// <summary>Sends everything from the first frame on into an attempt, until the request is complete.</summary>
    public async Task SendAsync(Stream stream, HttpCall call, CancellationToken cancellationToken)
    {
        var sender = BeginSending();
        await stream.FlushAsync(cancellationToken);
        for (var index = 0; await NextAsync(index, cancellationToken) is { } frame; index++)
        {
            await stream.WriteAsync(frame, cancellationToken);
            await stream.FlushAsync(cancellationToken);
            call.Sent(frame.Length - MessageHead.Size);
            lock (_lock)
            {
                // A write of an attempt that has been given up may end late: it says nothing about the attempt under way.
                if (sender != _sender)
                    return;
                _sent = index + 1;
                if (_final)
                    _frames[index] = null;
                Announce();
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
            Finalise();
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int BeginSending()
    {
        lock (_lock)
        {
            _sent = 0;
            return ++_sender;
        }
    }

    private async ValueTask<byte[]?> NextAsync(int index, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (index < _frames.Count)
                    return _frames[index] ?? throw new InvalidOperationException("A request that was let go can't be sent again.");
                if (_completed)
                    return null;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private void Finalise()
    {
        if (_final)
            return;
        _final = true;
        buffer.Release(_kept);
        _kept = 0;
        for (var index = 0; index < _sent; index++)
            _frames[index] = null;
    }

    private void Announce()
    {
        _changed.SetResult();
        _changed = NewChange();
    }
}
