using Google.Rpc;
using Grpc.Core;

namespace Portcullis.Client.Internal;

/// <summary>A status with the details that travelled beside it.</summary>
internal sealed record Failure(StatusCode Status, string Message)
{
    public IReadOnlyList<FieldViolation> FieldViolations { get; init; } = [];

    public string Reason { get; init; } = "";

    public TimeSpan? RetryAfter { get; init; }

    public static Failure From(RpcException exception)
    {
        var details = exception.GetRpcStatus();
        return new Failure(exception.StatusCode, exception.Status.Detail)
        {
            FieldViolations = [.. details?.GetDetail<BadRequest>()?.FieldViolations.Select(v => new FieldViolation(v.Field, v.Description)) ?? []],
            Reason = details?.GetDetail<ErrorInfo>()?.Reason ?? "",
            RetryAfter = details?.GetDetail<RetryInfo>()?.RetryDelay?.ToTimeSpan(),
        };
    }

    public static Failure From(V1.TradeError error) => new((StatusCode)error.Code, error.Message)
    {
        FieldViolations = [.. error.FieldViolations.Select(violation => new FieldViolation(violation.Field, violation.Description))],
    };

    public string Describe()
    {
        var message = Message.Length > 0 ? Message : Status.ToString();
        return FieldViolations.Count == 0
            ? message
            : $"{message}: {string.Join("; ", FieldViolations.Select(violation => $"{violation.Field}: {violation.Description}"))}";
    }
}
