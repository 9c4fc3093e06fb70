using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>One attempt whose response is made of <typeparamref name="TResponse"/>.</summary>
internal sealed class HttpCall<TResponse>(
    GrpcChannel channel, CallMethod method, CallOptions options, Func<DeserializationContext, TResponse> deserializer)
    : HttpCall(channel, method, options)
    where TResponse : class
{
    private static readonly Status s_noMessage = new(StatusCode.Internal, "The response holds no message.");

    private ResponseMessages<TResponse>? _messages;

    /// <summary>Sends the request and reads the one message of the response.</summary>
    public async Task<TResponse> ReadSingleAsync(HttpContent content)
    {
        try
        {
            if (await SendAsync(content))
            {
                using var messages = await OpenAsync();
                var message = await messages.ReadAsync(Cancelled);
                if (message is not null)
                    await messages.ReadEndAsync(Cancelled);
                var status = ReadTrailers();
                Finish(message is null && status.StatusCode == StatusCode.OK ? s_noMessage : status);
                if (message is not null && GetStatus().StatusCode == StatusCode.OK)
                    return message;
            }
        }
        catch (Exception error)
        {
            FinishWith(error);
        }

        throw Failure();
    }

    /// <summary>Sends the request; the messages follow by <see cref="ReadNextAsync"/>. False where the call is over already.</summary>
    public async Task<bool> StartAsync(HttpContent content)
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

    /// <summary>The next message, or null at the end of a call that succeeded.</summary>
    public async ValueTask<TResponse?> ReadNextAsync()
    {
        if (!IsFinished)
        {
            try
            {
                if (await _messages!.ReadAsync(Cancelled) is { } message)
                    return message;
                Finish(ReadTrailers());
            }
            catch (Exception error)
            {
                FinishWith(error);
            }

            _messages!.Dispose();
        }

        return GetStatus().StatusCode == StatusCode.OK ? null : throw Failure();
    }

    private async ValueTask<ResponseMessages<TResponse>> OpenAsync() =>
        new(await OpenBodyAsync(), Channel.MaxReceiveMessageSize, ResponseCompression(), deserializer);
}
