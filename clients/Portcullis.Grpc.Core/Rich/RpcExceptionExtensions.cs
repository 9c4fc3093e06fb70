namespace Grpc.Core;

/// <summary>Typed details of a received error.</summary>
public static class RpcExceptionExtensions
{
    /// <summary>The <see cref="Google.Rpc.Status"/> in the trailers, or null where the server sent none or it can't be read.</summary>
    public static Google.Rpc.Status? GetRpcStatus(this RpcException ex)
    {
        ArgumentNullException.ThrowIfNull(ex);
        return ex.Trailers.GetRpcStatus(ignoreParseError: true);
    }
}
