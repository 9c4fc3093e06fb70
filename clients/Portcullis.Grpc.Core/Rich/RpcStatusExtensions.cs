namespace Grpc.Core;

/// <summary>From a status with details to the exception that carries it.</summary>
public static class RpcStatusExtensions
{
    /// <summary>The exception that a handler throws to send code, message and details.</summary>
    public static RpcException ToRpcException(this Google.Rpc.Status status)
    {
        ArgumentNullException.ThrowIfNull(status);
        return status.ToRpcException((StatusCode)status.Code, status.Message);
    }

    /// <summary>As <see cref="ToRpcException(Google.Rpc.Status)"/>, with another code and message on the call itself.</summary>
    public static RpcException ToRpcException(this Google.Rpc.Status status, StatusCode statusCode, string message)
    {
        ArgumentNullException.ThrowIfNull(status);
        var trailers = new Metadata();
        trailers.SetRpcStatus(status);
        return new RpcException(new Status(statusCode, message), trailers);
    }
}
