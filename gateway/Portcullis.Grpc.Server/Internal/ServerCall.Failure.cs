using Grpc.AspNetCore.Server.Internal.Telemetry;
using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>What an exception of a handler means to the client.</summary>
internal sealed partial class ServerCall
{
    public Status ToStatus(Exception error)
    {
        switch (error)
        {
            case RpcException rpc:
                foreach (var entry in rpc.Trailers)
                    ResponseTrailers.Add(entry);
                settings.Logger.StatusRaised(rpc.StatusCode, rpc.Status.Detail);
                return rpc.Status;
            case Exception when _requestLost || _endedByDeadline || http.RequestAborted.IsCancellationRequested:
                settings.Logger.HandlerCancelled(method);
                return Status.DefaultCancelled;
            default:
                settings.Logger.HandlerFailed(method, error);
                return new Status(
                    StatusCode.Unknown,
                    settings.DetailedErrors ? $"Exception was thrown by handler. {error.GetType().Name}: {error.Message}" : "Exception was thrown by handler.",
                    error);
        }
    }
}
