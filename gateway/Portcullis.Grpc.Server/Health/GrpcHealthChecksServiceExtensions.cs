using Grpc.AspNetCore.HealthChecks;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The application's health checks behind the standard gRPC health service.</summary>
public static class GrpcHealthChecksServiceExtensions
{
    public static IHealthChecksBuilder AddGrpcHealthChecks(this IServiceCollection services) => services.AddGrpcHealthChecks(static _ => { });

    public static IHealthChecksBuilder AddGrpcHealthChecks(this IServiceCollection services, Action<GrpcHealthChecksOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(static provider =>
        {
            var health = new HealthServiceImpl();
            provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(health.Complete);
            return health;
        });
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHealthCheckPublisher, Publisher>());
        services.Configure(configure);
        return services.AddHealthChecks();
    }

    /// <summary>Carries each report of the health checks, which run every 30 seconds by default, to the gRPC service.</summary>
    private sealed class Publisher(HealthServiceImpl health, IOptions<GrpcHealthChecksOptions> options) : IHealthCheckPublisher
    {
        public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
        {
            foreach (var (service, status) in options.Value.Services.Judge(report))
                health.SetStatus(service, status == HealthStatus.Unhealthy
                    ? HealthCheckResponse.Types.ServingStatus.NotServing
                    : HealthCheckResponse.Types.ServingStatus.Serving);
            return Task.CompletedTask;
        }
    }
}
