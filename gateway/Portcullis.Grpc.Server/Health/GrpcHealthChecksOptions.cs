using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>Which health checks make up the status of which gRPC service. By default the empty name stands for all of them.</summary>
public sealed class GrpcHealthChecksOptions
{
    public ServiceMappingCollection Services { get; } = new();
}

/// <summary>One health check as a mapping sees it.</summary>
public sealed class HealthCheckMapContext(string name, IEnumerable<string> tags)
{
    public string Name { get; } = name;

    public IEnumerable<string> Tags { get; } = tags;
}

/// <summary>Mappings by service.</summary>
public sealed class ServiceMappingCollection
{
    private readonly Dictionary<string, Func<HealthCheckMapContext, bool>> _mappings = new() { [""] = static _ => true };

    /// <summary>The service is as healthy as the worst check that the predicate takes.</summary>
    public void Map(string name, Func<HealthCheckMapContext, bool> predicate) => _mappings[name] = predicate;

    public void Clear() => _mappings.Clear();

    internal IEnumerable<(string Service, HealthStatus Status)> Judge(HealthReport report)
    {
        foreach (var (service, predicate) in _mappings)
            yield return (service, report.Entries
                .Where(entry => predicate(new HealthCheckMapContext(entry.Key, entry.Value.Tags)))
                .Select(entry => entry.Value.Status)
                .DefaultIfEmpty(HealthStatus.Healthy)
                .Min());
    }
}
