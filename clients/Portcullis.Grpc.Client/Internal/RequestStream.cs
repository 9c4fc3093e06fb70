using Grpc.Core;
using Grpc.Core.Internal;
using Grpc.Net.Compression;

namespace Grpc.Net.Client.Internal;

/// <summary>The requests of a streaming call, as the caller writes them.</summary>
internal sealed class RequestStream<T>(
    ICall call,
    IRequestSink sink,
    Action<T, SerializationContext> serializer,
    ICompressionProvider? compression,
    int? maxLength,
    WriteOptions? options) : IClientStreamWriter<T>
{
    private readonly MessageWriter _writer = new(maxLength);
    private int _writing;
    private bool _completed;

    public WriteOptions? WriteOptions { get; set; } = options;

    public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellationToken.ThrowIfCancellationRequested();
        if (_completed)
            throw new InvalidOperationException("Request stream has already been completed.");
        if (Interlocked.Exchange(ref _writing, 1) == 1)
            throw new InvalidOperationException("Can't write the message because the previous write is in progress.");
        try
        {
            using var frame = new PooledBuffer();
            _writer.Write(frame, message, serializer, Has(WriteFlags.NoCompress) ? null : compression, null);
            using var cancels = cancellationToken.UnsafeRegister(static call => ((ICall)call!).Cancel(), call);
            try
            {
                await sink.SendAsync(frame.Written);
                if (!Has(WriteFlags.BufferHint))
                    await sink.FlushAsync();
            }
            catch (Exception error)
            {
                throw await sink.FailureAsync(error);
            }
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
        sink.Complete();
        return Task.CompletedTask;
    }

    private bool Has(WriteFlags flag) => WriteOptions is { } options && (options.Flags & flag) != 0;
}
