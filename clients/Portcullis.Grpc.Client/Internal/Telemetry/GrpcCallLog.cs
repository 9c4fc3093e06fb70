using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.Net.Client.Internal.Telemetry;

/// <summary>What a channel logs about its calls, under the category <see cref="Category"/>.</summary>
internal static partial class GrpcCallLog
{
    public const string Category = "Grpc.Net.Client.Internal.GrpcCall";

    [LoggerMessage(1, LogLevel.Debug, "Starting gRPC call. Method type: '{MethodType}', URI: '{Uri}'.", EventName = "StartingCall")]
    public static partial void StartingCall(this ILogger logger, MethodType methodType, Uri uri);

    [LoggerMessage(3, LogLevel.Information, "Call failed with gRPC error status. Status code: '{StatusCode}', Message: '{StatusMessage}'.", EventName = "GrpcStatusError")]
    public static partial void StatusError(this ILogger logger, StatusCode statusCode, string statusMessage);

    [LoggerMessage(4, LogLevel.Debug, "Finished gRPC call.", EventName = "FinishedCall")]
    public static partial void FinishedCall(this ILogger logger);

    [LoggerMessage(18, LogLevel.Debug, "gRPC call canceled.", EventName = "CanceledCall")]
    public static partial void CanceledCall(this ILogger logger);

    [LoggerMessage(8, LogLevel.Warning, "gRPC call deadline exceeded.", EventName = "DeadlineExceeded")]
    public static partial void DeadlineExceeded(this ILogger logger);

    [LoggerMessage(9, LogLevel.Debug, "Retrying after {Delay}: attempt {Attempt} ended with '{StatusCode}'.", EventName = "Retrying")]
    public static partial void Retrying(this ILogger logger, TimeSpan delay, int attempt, StatusCode statusCode);

    public static void Ended(this ILogger logger, Status status)
    {
        switch (status.StatusCode)
        {
            case StatusCode.OK:
                break;
            case StatusCode.DeadlineExceeded:
                logger.DeadlineExceeded();
                break;
            case StatusCode.Cancelled:
                logger.CanceledCall();
                break;
            default:
                logger.StatusError(status.StatusCode, status.Detail);
                break;
        }

        logger.FinishedCall();
    }
}
