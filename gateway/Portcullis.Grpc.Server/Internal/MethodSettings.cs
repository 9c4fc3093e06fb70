using System.IO.Compression;
using Grpc.AspNetCore.Server.Internal.Telemetry;
using Grpc.Core.Internal;
using Grpc.Net.Compression;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>The settings of one service once all its options are counted in.</summary>
internal sealed class MethodSettings
{
    public MethodSettings(IServiceProvider services, GrpcServiceOptions all, GrpcServiceOptions? own)
    {
        Services = services;
        Logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(ServerCallLog.Category);
        Time = (TimeProvider)services.GetService(typeof(TimeProvider))!;
        var receive = own is { MaxReceiveMessageSizeIsSet: true } ? own.MaxReceiveMessageSize : all.MaxReceiveMessageSize;
        MaxReceiveMessageSize = receive ?? int.MaxValue - MessageHead.Size;
        MaxSendMessageSize = own?.MaxSendMessageSize ?? all.MaxSendMessageSize;
        DetailedErrors = own?.EnableDetailedErrors ?? all.EnableDetailedErrors ?? false;
        ResponseEncoding = own?.ResponseCompressionAlgorithm ?? all.ResponseCompressionAlgorithm;
        CompressionLevel = own?.ResponseCompressionLevel ?? all.ResponseCompressionLevel;
        Compression = new CompressionProviders(own?.OwnCompressionProviders ?? all.CompressionProviders);
        if (ResponseEncoding is not null && Compression.Find(ResponseEncoding) is null)
            throw new InvalidOperationException($"The configured response compression algorithm '{ResponseEncoding}' has no provider.");
        Interceptors = [.. all.Interceptors, .. own?.Interceptors ?? []];
    }

    public IServiceProvider Services { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    public int MaxReceiveMessageSize { get; }

    public int? MaxSendMessageSize { get; }

    public bool DetailedErrors { get; }

    public string? ResponseEncoding { get; }

    public CompressionLevel? CompressionLevel { get; }

    public CompressionProviders Compression { get; }

    public IReadOnlyList<InterceptorRegistration> Interceptors { get; }
}
