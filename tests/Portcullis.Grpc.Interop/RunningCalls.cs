namespace Grpc.Testing;

/// <summary>Counts handlers that run, so that a test can wait until none is left.</summary>
public sealed class RunningCalls
{
    private readonly Lock _lock = new();
    private readonly List<TaskCompletionSource> _waiting = [];
    private int _count;

    public int Count
    {
        get
        {
            lock (_lock)
                return _count;
        }
    }

    public IDisposable Enter()
    {
        lock (_lock)
            _count++;
        return new Leaving(this);
    }

    /// <summary>Completes once no handler runs.</summary>
    public Task NoneAsync()
    {
        lock (_lock)
        {
            if (_count == 0)
                return Task.CompletedTask;
            var none = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(none);
            return none.Task;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_count > 0)
                return;
            foreach (var none in _waiting)
                none.SetResult();
            _waiting.Clear();
        }
    }

    private sealed class Leaving(RunningCalls calls) : IDisposable
    {
        public void Dispose() => calls.Leave();
    }
}
