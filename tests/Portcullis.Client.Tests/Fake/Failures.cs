using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Portcullis.Client.Tests.Fake;

/// <summary>Errors as the gateway sends them.</summary>
internal static class Failures
{
    public static RpcException Unavailable(TimeSpan? retryAfter = null) => retryAfter is { } delay
        ? Status(StatusCode.Unavailable, "the journal cannot be written", new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) })
        : Status(StatusCode.Unavailable, "the journal cannot be written");

    public static RpcException Malformed(params (string Field, string Description)[] fields)
    {
        var badRequest = new BadRequest();
        badRequest.FieldViolations.Add(fields.Select(field => new BadRequest.Types.FieldViolation { Field = field.Field, Description = field.Description }));
        return Status(StatusCode.InvalidArgument, "malformed", badRequest);
    }

    public static RpcException Status(StatusCode code, string message, params IMessage[] details) =>
        new Google.Rpc.Status { Code = (int)code, Message = message, Details = { details.Select(Any.Pack) } }.ToRpcException();
}
