using System.Security.Authentication;
using Google.Rpc;
using Grpc.Core;

namespace Portcullis.Client.Internal;

/// <summary>A status with the details that travelled beside it.</summary>
internal sealed record Failure(StatusCode Status, string Message)
{
    public IReadOnlyList<FieldViolation> FieldViolations { get; init; } = [];

    public string Reason { get; init; } = "";

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>One side did not accept the other's certificate.</summary>
    public bool IsUntrusted { get; init; }

    public static Failure From(RpcException exception)
    {
        var details = exception.GetRpcStatus();
        var untrusted = Causes(exception.Status.DebugException).OfType<AuthenticationException>().FirstOrDefault();
        var broken = untrusted ?? (exception.StatusCode == StatusCode.Unavailable ? exception.Status.DebugException : null);
        return new Failure(exception.StatusCode, broken is null ? exception.Status.Detail : $"The connection to the gateway failed: {broken.Message}")
        {
            IsUntrusted = untrusted is not null,
            FieldViolations = [.. details?.GetDetail<BadRequest>()?.FieldViolations.Select(v => new FieldViolation(v.Field, v.Description)) ?? []],
            Reason = details?.GetDetail<ErrorInfo>()?.Reason ?? "",
            RetryAfter = details?.GetDetail<RetryInfo>()?.RetryDelay?.ToTimeSpan(),
        };
    }

    public static Failure From(V1.TradeError error) => new((StatusCode)error.Code, error.Message)
    {
        FieldViolations = [.. error.FieldViolations.Select(violation => new FieldViolation(violation.Field, violation.Description))],
    };

    private static IEnumerable<Exception> Causes(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException) yield return fault;
    }

    public string Describe()
    {
        var message = Message.Length > 0 ? Message : Status.ToString();
        return FieldViolations.Count == 0
            ? message
            : $"{message}: {string.Join("; ", FieldViolations.Select(violation => $"{violation.Field}: {violation.Description}"))}";
    }
}
