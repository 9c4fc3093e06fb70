using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Internal.Telemetry;

/// <summary>What the server half logs about its calls, under the category <see cref="Category"/>.</summary>
internal static partial class ServerCallLog
{
    public const string Category = "Grpc.AspNetCore.Server.ServerCallHandler";

    [LoggerMessage(2, LogLevel.Information, "Error status code '{StatusCode}' with detail '{Detail}' raised.", EventName = "RpcConnectionError")]
    public static partial void StatusRaised(this ILogger logger, StatusCode statusCode, string detail);

    [LoggerMessage(6, LogLevel.Error, "Error when executing service method '{ServiceMethod}'.", EventName = "ErrorExecutingServiceMethod")]
    public static partial void HandlerFailed(this ILogger logger, string serviceMethod, Exception error);

    [LoggerMessage(8, LogLevel.Debug, "Request with timeout of {Timeout} has exceeded its deadline.", EventName = "DeadlineExceeded")]
    public static partial void DeadlineExceeded(this ILogger logger, TimeSpan timeout);

    [LoggerMessage(21, LogLevel.Debug, "Service method '{ServiceMethod}' ended after its call had been cancelled.", EventName = "ServiceMethodCanceled")]
    public static partial void HandlerCancelled(this ILogger logger, string serviceMethod);
}
