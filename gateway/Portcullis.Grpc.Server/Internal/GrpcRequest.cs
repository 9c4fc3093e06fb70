using Grpc.Core.Internal;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Whether an HTTP request is gRPC at all; what is not gets an HTTP answer.</summary>
internal static class GrpcRequest
{
    public static bool Accept(HttpContext http)
    {
        if (!HttpProtocol.IsHttp2(http.Request.Protocol) && !HttpProtocol.IsHttp3(http.Request.Protocol))
            return Refuse(http, StatusCodes.Status426UpgradeRequired, "Upgrade", "HTTP/2");
        if (!Headers.IsGrpc(http.Request.ContentType))
            return Refuse(http, StatusCodes.Status415UnsupportedMediaType, "Accept", Headers.ContentType);
        http.Response.ContentType = Headers.ContentType;
        return true;
    }

    private static bool Refuse(HttpContext http, int status, string header, string value)
    {
        http.Response.StatusCode = status;
        http.Response.Headers[header] = value;
        return false;
    }
}
