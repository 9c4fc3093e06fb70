using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Portcullis.Journal;

namespace Portcullis.Gateway.Hosting;

/// <summary>Whether this node resumes what others leave undone. One that can neither hold the outbox lock nor ask for it decides all the same: it is degraded, not down.</summary>
public sealed class OutboxHealth(OutboxLock outbox) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult((outbox.LeaseAge, outbox.Fault) switch
    {
        ({ } age, _) => HealthCheckResult.Healthy(string.Create(
            CultureInfo.InvariantCulture, $"This node holds the outbox lock by takeover {outbox.Epoch}, heard of {age.TotalSeconds:N1} s ago, and watches over {outbox.Watched:N0} accounts.")),
        (null, { } fault) => HealthCheckResult.Degraded($"This node has no session for the outbox lock: {fault}"),
        _ => HealthCheckResult.Healthy("Another node holds the outbox lock."),
    });
}
