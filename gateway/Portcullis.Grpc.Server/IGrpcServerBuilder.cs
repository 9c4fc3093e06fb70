using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>Goes on configuring gRPC services.</summary>
public interface IGrpcServerBuilder
{
    IServiceCollection Services { get; }
}
