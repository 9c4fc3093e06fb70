using System.Net.Sockets;
using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>What an exception of the transport means as a status.</summary>
internal static class CallFailure
{
    public static Status ToStatus(Exception error) => error switch
    {
        RpcException rpc => rpc.Status,
        _ => new Status(ToCode(error), $"Error starting or reading the gRPC call. {Describe(error)}", error),
    };

    /// <summary>Whether nobody answered at the address, so that no server can have seen the call.</summary>
    public static bool IsConnectFailure(Exception error) =>
        error is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };

    private static StatusCode ToCode(Exception error)
    {
        for (Exception? inner = error; inner is not null; inner = inner.InnerException)
            if (inner is HttpProtocolException protocol)
                return FromHttp2(protocol.ErrorCode);

        return error switch
        {
            HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
                    or HttpRequestError.ResponseEnded,
            } => StatusCode.Unavailable,
            HttpRequestException { InnerException: IOException or SocketException } => StatusCode.Unavailable,
            // Nothing but its text tells this one: the server hung up before it said a word of HTTP/2, as one does that refuses the client's certificate.
            HttpRequestException { HttpRequestError: HttpRequestError.Unknown } when error.Message.Contains("HTTP/2 handshake", StringComparison.Ordinal) => StatusCode.Unavailable,
            IOException or SocketException => StatusCode.Unavailable,
            // Nobody here has cancelled: the transport has given up a request whose stream the server refused.
            OperationCanceledException => StatusCode.Unavailable,
            _ => StatusCode.Internal,
        };
    }

    private static StatusCode FromHttp2(long errorCode) => errorCode switch
    {
        0x7 => StatusCode.Unavailable, // REFUSED_STREAM
        0x8 => StatusCode.Cancelled, // CANCEL
        0xB => StatusCode.ResourceExhausted, // ENHANCE_YOUR_CALM
        0xC => StatusCode.PermissionDenied, // INADEQUATE_SECURITY
        _ => StatusCode.Internal,
    };

    private static string Describe(Exception error)
    {
        var text = $"{error.GetType().Name}: {error.Message}";
        return error.InnerException is { } inner ? $"{text} {Describe(inner)}" : text;
    }
}
