using System.Globalization;
using Grpc.Core;
using Grpc.Core.Internal;

namespace Grpc.Net.Client.Internal;

/// <summary>Makes the HTTP request of a call.</summary>
internal static class RequestHead
{
    private const string UserAgent = "grpc-dotnet-portcullis/0.1.0";

    public static ValueTask<HttpRequestMessage> CreateAsync(
        GrpcChannel channel,
        CallMethod method,
        CallOptions options,
        DateTime? deadline,
        int previousAttempts,
        HttpContent content,
        CancellationToken cancellationToken)
    {
        var request = Create(channel, method, options, deadline, content);
        if (previousAttempts > 0)
            request.Headers.TryAddWithoutValidation(Headers.PreviousAttempts, previousAttempts.ToString(CultureInfo.InvariantCulture));
        return channel.SendsCallCredentials && (options.Credentials is not null || channel.CallCredentials.Count > 0)
            ? WithCredentialsAsync(request, channel, method, options, cancellationToken)
            : ValueTask.FromResult(request);
    }

    public static void Add(this HttpRequestMessage request, Metadata metadata)
    {
        for (var i = 0; i < metadata.Count; i++)
            if (!Headers.IsReserved(metadata[i].Key))
                request.Headers.TryAddWithoutValidation(metadata[i].Key, metadata[i].FieldValue());
    }

    private static HttpRequestMessage Create(GrpcChannel channel, CallMethod method, CallOptions options, DateTime? deadline, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, method.Address)
        {
            Version = channel.HttpVersion,
            VersionPolicy = channel.HttpVersionPolicy,
            Content = content,
        };
        var headers = request.Headers;
        headers.Host = method.Host;
        headers.TryAddWithoutValidation("User-Agent", UserAgent);
        headers.TryAddWithoutValidation("TE", "trailers");
        headers.TryAddWithoutValidation(Headers.AcceptEncoding, channel.Compression.AcceptEncoding);
        if (deadline is { } at)
            headers.TryAddWithoutValidation(Headers.Timeout, TimeoutHeader.Encode(at - channel.UtcNow));
        if (options.Headers is not { } metadata)
            return request;
        if (metadata.GetValue(Headers.EncodingRequest) is { } encoding)
            headers.TryAddWithoutValidation(Headers.Encoding, encoding);
        request.Add(metadata);
        return request;
    }

    private static async ValueTask<HttpRequestMessage> WithCredentialsAsync(
        HttpRequestMessage request, GrpcChannel channel, CallMethod method, CallOptions options, CancellationToken cancellationToken)
    {
        var service = new Uri(method.Address, "/" + method.Method.ServiceName).AbsoluteUri;
        var context = new AuthInterceptorContext(service, method.Method.Name, cancellationToken);
        foreach (var credentials in channel.CallCredentials)
            await CredentialsReader.ApplyAsync(credentials, context, request);
        if (options.Credentials is not null)
            await CredentialsReader.ApplyAsync(options.Credentials, context, request);
        return request;
    }
}
