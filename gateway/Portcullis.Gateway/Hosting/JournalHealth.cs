using Microsoft.Extensions.Diagnostics.HealthChecks;
using Portcullis.Journal;

namespace Portcullis.Gateway.Hosting;

/// <summary>A gateway that can't record can't decide: while the journal is away it says so to whoever balances load.</summary>
public sealed class JournalHealth(IJournal journal) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(journal.IsAvailable ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The journal's database is away."));
}
