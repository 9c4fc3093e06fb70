using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Portcullis.Gateway.Hosting;

/// <summary>How far the reports are behind. Orders are answered without them: a gateway whose reports have stopped is degraded, not down.</summary>
public sealed class ReportsHealth(ReportsRunner reports) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(reports.Fault is { } fault
            ? HealthCheckResult.Degraded($"The reports have stopped: {fault}")
            : HealthCheckResult.Healthy(string.Create(CultureInfo.InvariantCulture, $"The reports are {reports.Behind:N0} events behind.")));
}
