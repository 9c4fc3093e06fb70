using Microsoft.Extensions.Diagnostics.HealthChecks;
using Portcullis.Domain.Accounts;
using Portcullis.Grains;

namespace Portcullis.Gateway.Hosting;

/// <summary>Says which accounts are in quarantine, and why when it happens. The gateway goes on serving the others: it is degraded, not down.</summary>
public sealed partial class QuarantineHealth : IHealthCheck
{
    private readonly AccountDirectory _accounts;
    private readonly ILogger<QuarantineHealth> _log;

    public QuarantineHealth(AccountDirectory accounts, ILogger<QuarantineHealth> log)
    {
        (_accounts, _log) = (accounts, log);
        accounts.Quarantined += (account, fault) => LogQuarantined(_log, account.Id, fault);
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var waiting = _accounts.Loaded.Where(grain => grain.Quarantine is not null).Select(grain => grain.Id.Value).Order(StringComparer.Ordinal).ToArray();
        return Task.FromResult(waiting.Length == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"Accounts in quarantine, each until an operator resumes it: {string.Join(", ", waiting)}."));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Account {Account} is quarantined: it takes no entries until an operator resumes it")]
    private static partial void LogQuarantined(ILogger logger, AccountId account, Exception fault);
}
