using Grpc.Core;
using Grpc.Core.Internal;
using Grpc.Net.Client.Internal.Retry;

namespace Grpc.Net.Client.Internal;

/// <summary>Starts calls of a channel: as one attempt, or as a call that may be tried again where the method has a policy.</summary>
internal sealed class HttpCallInvoker(GrpcChannel channel) : CallInvoker
{
    private static readonly Func<object, Task<Metadata>> s_responseHeaders = static call => ((ICall)call).ResponseHeaders;
    private static readonly Func<object, Status> s_status = static call => ((ICall)call).GetStatus();
    private static readonly Func<object, Metadata> s_trailers = static call => ((ICall)call).GetTrailers();
    private static readonly Action<object> s_dispose = static call => ((ICall)call).Dispose();

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        AsyncUnaryCall(method, host, options, request).GetAwaiter().GetResult();

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var described = channel.Find(method, host);
        var frame = Frame(method, options, request);
        if (described.Retry is null)
        {
            var call = Attempt(method, described, options);
            call.Sent(frame.Length - MessageHead.Size);
            return new AsyncUnaryCall<TResponse>(
                call.ReadSingleAsync(new MessageContent(frame)), s_responseHeaders, s_status, s_trailers, s_dispose, call);
        }

        var retrying = Retrying(method, described, options);
        retrying.SendSingle(frame);
        return new AsyncUnaryCall<TResponse>(retrying.ReadSingleAsync(), s_responseHeaders, s_status, s_trailers, s_dispose, retrying);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var described = channel.Find(method, host);
        var frame = Frame(method, options, request);
        if (described.Retry is null)
        {
            var call = Attempt(method, described, options);
            call.Sent(frame.Length - MessageHead.Size);
            _ = call.StartAsync(new MessageContent(frame));
            return Wrap(call);
        }

        var retrying = Retrying(method, described, options);
        retrying.SendSingle(frame);
        return Wrap(retrying);

        static AsyncServerStreamingCall<TResponse> Wrap(IStreamedCall<TResponse> call) =>
            new(call, s_responseHeaders, s_status, s_trailers, s_dispose, call);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var described = channel.Find(method, host);
        if (described.Retry is not null)
        {
            var retrying = Retrying(method, described, options);
            return new AsyncClientStreamingCall<TRequest, TResponse>(
                Requests(method, options, retrying, retrying), retrying.ReadSingleAsync(), s_responseHeaders, s_status, s_trailers, s_dispose, retrying);
        }

        var call = Attempt(method, described, options);
        var content = new StreamingContent();
        var response = call.ReadSingleAsync(content);
        call.ResponseRead = response;
        return new AsyncClientStreamingCall<TRequest, TResponse>(
            Requests(method, options, call, new StreamingSink(call, content)), response, s_responseHeaders, s_status, s_trailers, s_dispose, call);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var described = channel.Find(method, host);
        if (described.Retry is not null)
        {
            var retrying = Retrying(method, described, options);
            return Wrap(retrying, retrying);
        }

        var call = Attempt(method, described, options);
        var content = new StreamingContent();
        call.ResponseRead = call.StartAsync(content);
        return Wrap(call, new StreamingSink(call, content));

        AsyncDuplexStreamingCall<TRequest, TResponse> Wrap(IStreamedCall<TResponse> source, IRequestSink sink) => new(
            Requests(method, options, source, sink), source, s_responseHeaders, s_status, s_trailers, s_dispose, source);
    }

    private HttpCall<TResponse> Attempt<TRequest, TResponse>(Method<TRequest, TResponse> method, CallMethod described, CallOptions options)
        where TResponse : class => new(channel, described, options, method.ResponseMarshaller.ContextualDeserializer);

    private RetryingCall<TResponse> Retrying<TRequest, TResponse>(Method<TRequest, TResponse> method, CallMethod described, CallOptions options)
        where TResponse : class => new(channel, described, options, method.ResponseMarshaller.ContextualDeserializer);

    private byte[] Frame<TRequest, TResponse>(Method<TRequest, TResponse> method, CallOptions options, TRequest request)
    {
        var compression = options.WriteOptions is { } write && (write.Flags & WriteFlags.NoCompress) != 0 ? null : channel.RequestCompression(options);
        return RequestFrame.Create(request, method.RequestMarshaller, compression, channel.MaxSendMessageSize);
    }

    private RequestStream<TRequest> Requests<TRequest, TResponse>(Method<TRequest, TResponse> method, CallOptions options, ICall call, IRequestSink sink) =>
        new(call, sink, method.RequestMarshaller.ContextualSerializer, channel.RequestCompression(options), channel.MaxSendMessageSize, options.WriteOptions);
}
