using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>One attempt whose response is made of <typeparamref name="TResponse"/>.</summary>
internal sealed class HttpCall<TResponse>(
    GrpcChannel channel, CallMethod method, CallOptions options, Func<DeserializationContext, TResponse> deserializer, int previousAttempts = 0)
    : HttpCall(channel, method, options, previousAttempts), IStreamedCall<TResponse>
    where TResponse : class
{
    private static readonly Status s_noMessage = new(StatusCode.Internal, "The response holds no message.");

    private Task<bool>? _started;
    private ResponseMessages<TResponse>? _messages;
    private TResponse? _current;
    private int _reading;

    public TResponse Current => _current ?? throw new InvalidOperationException("No current element is available.");

    /// <summary>Sends the request and reads the one message of the response.</summary>
    public async Task<TResponse> ReadSingleAsync(HttpContent content)
    {
        try
        {
            if (await SendAsync(content))
            {
                using var messages = await OpenAsync();
                if (await ReadOnlyMessageAsync(messages) is { } message)
                    return message;
            }
        }
        catch (Exception error)
        {
            FinishWith(error);
        }

        throw Failure();
    }

    /// <summary>Sends the request; the messages follow. False where the call is over already.</summary>
    public Task<bool> StartAsync(HttpContent content) => _started = BeginAsync(content);

    /// <summary>Reads the one message of a response that has begun.</summary>
    public async Task<TResponse> ReadSingleAsync()
    {
        try
        {
            if (await _started!)
            {
                using var messages = _messages!;
                if (await ReadOnlyMessageAsync(messages) is { } message)
                    return message;
            }
        }
        catch (Exception error)
        {
            FinishWith(error);
        }

        throw Failure();
    }

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _reading, 1) == 1)
            throw new InvalidOperationException("Can't read the next message because the previous read is still in progress.");
        try
        {
            using var cancels = cancellationToken.UnsafeRegister(static call => ((HttpCall)call!).Cancel(), this);
            _current = await _started! && !IsFinished ? await _messages!.ReadAsync(Cancelled) : null;
            if (_current is not null)
            {
                Received(_messages!.LastLength);
                return true;
            }

            if (!IsFinished)
                Finish(ReadTrailers());
        }
        catch (Exception error)
        {
            FinishWith(error);
        }
        finally
        {
            if (IsFinished)
                _messages?.Dispose();
            Volatile.Write(ref _reading, 0);
        }

        return GetStatus().StatusCode == StatusCode.OK ? false : throw Failure();
    }

    private async Task<bool> BeginAsync(HttpContent content)
    {
        try
        {
            if (!await SendAsync(content))
                return false;
            _messages = await OpenAsync();
            return true;
        }
        catch (Exception error)
        {
            FinishWith(error);
            return false;
        }
    }

    /// <summary>The message of a call that succeeded; null, and a finished call, otherwise.</summary>
    private async ValueTask<TResponse?> ReadOnlyMessageAsync(ResponseMessages<TResponse> messages)
    {
        var message = await messages.ReadAsync(Cancelled);
        if (message is not null)
        {
            Received(messages.LastLength);
            await messages.ReadEndAsync(Cancelled);
        }

        var status = ReadTrailers();
        Finish(message is null && status.StatusCode == StatusCode.OK ? s_noMessage : status);
        return GetStatus().StatusCode == StatusCode.OK ? message : null;
    }

    private async ValueTask<ResponseMessages<TResponse>> OpenAsync() =>
        new(await OpenBodyAsync(), Channel.MaxReceiveMessageSize, ResponseCompression(), deserializer);
}
