using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Portcullis.Gateway.Hosting;

/// <summary>
/// How far the reports are behind, and what they lack. Orders are answered without them: a gateway whose reports have stopped, or go on without an
/// event, is degraded, not down.
/// </summary>
public sealed class ReportsHealth(ReportsRunner reports) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(reports switch
        {
            { Fault: { } fault } => HealthCheckResult.Degraded($"The reports have stopped: {fault}"),
            { FirstAside: { } first } => HealthCheckResult.Degraded(string.Create(
                CultureInfo.InvariantCulture,
                $"The reports go on without {(reports.Aside == 1 ? "an event that can't be folded" : $"{reports.Aside:N0} events that can't be folded, the first of them")} at position {first}: 'portcullis journal aside reports' shows why. They are {reports.Behind:N0} events behind.")),
            _ => HealthCheckResult.Healthy(string.Create(CultureInfo.InvariantCulture, $"The reports are {reports.Behind:N0} events behind.")),
        });
}
