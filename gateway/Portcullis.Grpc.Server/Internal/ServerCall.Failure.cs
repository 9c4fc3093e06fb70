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
                return rpc.Status;
            case OperationCanceledException or IOException when http.RequestAborted.IsCancellationRequested || _endedByDeadline:
                return Status.DefaultCancelled;
            default:
                return new Status(
                    StatusCode.Unknown,
                    settings.DetailedErrors ? $"Exception was thrown by handler. {error.GetType().Name}: {error.Message}" : "Exception was thrown by handler.",
                    error);
        }
    }
}
