using Microsoft.Extensions.Diagnostics.HealthChecks;
using Portcullis.Brokers;
using Portcullis.Domain.Accounts;
using Portcullis.Gateway.Access;
using Portcullis.Gateway.Rules;
using Portcullis.Grains;
using Portcullis.Journal;

namespace Portcullis.Gateway.Hosting;

/// <summary>What must be done before the first order is taken, in this order: rules, keys, the paper broker's book, the outbox lock where it is free, every account, and what was under way when the last run ended.</summary>
public sealed partial class Startup(
    RuleBookKeeper rules,
    ControlGrain controls,
    KeyUsage usage,
    AdminKeyFile adminKey,
    Forgetting forgetting,
    PaperBroker paper,
    OutboxLock outbox,
    AccountDirectory accounts,
    QuarantineHealth quarantine,
    Rehearsal rehearsal,
    ILogger<Startup> log)
{
    /// <exception cref="RuleBookException">The rule packs can't be used.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await controls.CatchUpAsync(long.MaxValue, cancellationToken);
        await rules.ActivateAsync("start", cancellationToken);
        await usage.LoadAsync(cancellationToken);
        await adminKey.EnsureAsync(cancellationToken);
        await forgetting.ResumeAsync(cancellationToken);
        paper.ReportFailed += (account, failure) =>
        {
            if (failure is JournalUnavailableException) LogWaiting(log, account, failure.Message);
            else LogUnreported(log, account, failure);
        };
        await paper.StartAsync(cancellationToken);
        await outbox.StartAsync(cancellationToken);
        var loaded = 0;
        await foreach (var grain in accounts.AllAsync(cancellationToken))
        {
            try
            {
                await grain.GetAsync(cancellationToken);
                await grain.Outbox.WaitAsync(cancellationToken);
                loaded++;
            }
            catch (AccountQuarantinedException)
            {
                // Logged where it was found; the others start.
            }
        }

        Rehearse();
        LogLoaded(log, loaded);
        var health = await quarantine.CheckHealthAsync(new HealthCheckContext(), cancellationToken);
        if (health.Description is { } waiting) LogQuarantined(log, waiting);
    }

    private void Rehearse()
    {
        try
        {
            rehearsal.Run();
        }
#pragma warning disable CA1031 // Without a rehearsal the first orders are slow, and nothing else.
        catch (Exception e)
        {
            LogUnrehearsed(log, e);
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The decision path could not be rehearsed; the first orders will take longer")]
    private static partial void LogUnrehearsed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Accounts} accounts are back from the journal, and their brokers have been heard")]
    private static partial void LogLoaded(ILogger logger, int accounts);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An execution of account {Account} waits for the journal ({Reason}); the paper broker offers it again")]
    private static partial void LogWaiting(ILogger logger, AccountId account, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "An execution of account {Account} was not taken; the paper broker offers it again")]
    private static partial void LogUnreported(ILogger logger, AccountId account, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Waiting}")]
    private static partial void LogQuarantined(ILogger logger, string waiting);
}
