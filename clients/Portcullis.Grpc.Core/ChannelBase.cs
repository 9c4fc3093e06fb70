namespace Grpc.Core;

/// <summary>A way to a server that calls are made over.</summary>
public abstract class ChannelBase
{
    protected ChannelBase(string target)
    {
        ArgumentNullException.ThrowIfNull(target);
        Target = target;
    }

    /// <summary>The address the channel was made for.</summary>
    public string Target { get; }

    public abstract CallInvoker CreateCallInvoker();

    /// <summary>Ends the channel and every call on it.</summary>
    public Task ShutdownAsync() => ShutdownAsyncCore();

    protected virtual Task ShutdownAsyncCore() => Task.CompletedTask;
}
