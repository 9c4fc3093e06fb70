using Grpc.Core;
using Grpc.Core.Internal;
using Grpc.Net.Compression;

namespace Grpc.Net.Client.Internal;

/// <summary>The requests of a streaming call, as the caller writes them.</summary>
internal sealed class RequestStream<T>(
    HttpCall call, StreamingContent content, Action<T, SerializationContext> serializer, ICompressionProvider? compression, int? maxLength)
    : IClientStreamWriter<T>
{
    private readonly MessageWriter _writer = new(maxLength);
    private int _writing;
    private bool _completed;

    public WriteOptions? WriteOptions { get; set; } = call.WriteOptions;

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_completed)
            throw new InvalidOperationException("Request stream has already been completed.");
        if (Interlocked.Exchange(ref _writing, 1) == 1)
            throw new InvalidOperationException("Can't write the message because the previous write is in progress.");
        try
        {
            var flags = WriteOptions?.Flags ?? 0;
            using var frame = new PooledBuffer();
            _writer.Write(frame, message, serializer, (flags & WriteFlags.NoCompress) == 0 ? compression : null, null);
            using var cancels = cancellationToken.UnsafeRegister(static call => ((HttpCall)call!).CancelledByReader(), call);
            await SendAsync(frame.Written, flush: (flags & WriteFlags.BufferHint) == 0);
        }
        finally
        {
            Volatile.Write(ref _writing, 0);
        }
    }

    public Task CompleteAsync()
    {
        if (_completed)
            throw new InvalidOperationException("Request stream has already been completed.");
        _completed = true;
        content.Complete();
        return Task.CompletedTask;
    }

    private async Task SendAsync(ReadOnlyMemory<byte> frame, bool flush)
    {
        try
        {
            var stream = await content.Opened;
            await stream.WriteAsync(frame);
            if (flush)
                await stream.FlushAsync();
        }
        catch (Exception error) when (error is not RpcException)
        {
            throw await call.WriteFailureAsync(error);
        }
    }
}
