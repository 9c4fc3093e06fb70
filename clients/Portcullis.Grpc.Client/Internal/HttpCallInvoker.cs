using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>Starts calls of a channel.</summary>
internal sealed class HttpCallInvoker(GrpcChannel channel) : CallInvoker
{
    private static readonly Func<object, Task<Metadata>> s_responseHeaders = static call => ((HttpCall)call).ResponseHeaders;
    private static readonly Func<object, Status> s_status = static call => ((HttpCall)call).GetStatus();
    private static readonly Func<object, Metadata> s_trailers = static call => ((HttpCall)call).GetTrailers();
    private static readonly Action<object> s_dispose = static call => ((HttpCall)call).Dispose();

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        AsyncUnaryCall(method, host, options, request).GetAwaiter().GetResult();

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = Create(method, host, options);
        return new AsyncUnaryCall<TResponse>(
            call.ReadSingleAsync(Content(method, options, request)), s_responseHeaders, s_status, s_trailers, s_dispose, call);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = Create(method, host, options);
        var responses = new ResponseStream<TResponse>(call, call.StartAsync(Content(method, options, request)));
        return new AsyncServerStreamingCall<TResponse>(responses, s_responseHeaders, s_status, s_trailers, s_dispose, call);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = Create(method, host, options);
        var content = new StreamingContent();
        var requests = Requests(method, options, call, content);
        var response = call.ReadSingleAsync(content);
        call.ResponseRead = response;
        return new AsyncClientStreamingCall<TRequest, TResponse>(requests, response, s_responseHeaders, s_status, s_trailers, s_dispose, call);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = Create(method, host, options);
        var content = new StreamingContent();
        var requests = Requests(method, options, call, content);
        var responses = new ResponseStream<TResponse>(call, call.StartAsync(content));
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(requests, responses, s_responseHeaders, s_status, s_trailers, s_dispose, call);
    }

    private HttpCall<TResponse> Create<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
        where TRequest : class
        where TResponse : class =>
        new(channel, channel.Find(method, host), options, method.ResponseMarshaller.ContextualDeserializer);

    private MessageContent Content<TRequest, TResponse>(Method<TRequest, TResponse> method, CallOptions options, TRequest request)
    {
        var compression = (options.WriteOptions?.Flags & WriteFlags.NoCompress) == WriteFlags.NoCompress ? null : channel.RequestCompression(options);
        return new MessageContent(RequestFrame.Create(request, method.RequestMarshaller, compression, channel.MaxSendMessageSize));
    }

    private RequestStream<TRequest> Requests<TRequest, TResponse>(
        Method<TRequest, TResponse> method, CallOptions options, HttpCall call, StreamingContent content) =>
        new(call, content, method.RequestMarshaller.ContextualSerializer, channel.RequestCompression(options), channel.MaxSendMessageSize);
}
