using Portcullis.Brokers;
using Portcullis.Grains;

namespace Portcullis.Gateway.Accounts;

/// <summary>Waits until nothing that was decided is on its way any more: to the broker, at work there, or back. A simulation moves on only then.</summary>
public sealed class Settlement(AccountDirectory accounts, PaperBroker paper)
{
    public Task OfAsync(AccountGrain grain, CancellationToken cancellationToken) => OfAsync(() => [grain.Outbox], cancellationToken);

    public Task OfAllAsync(CancellationToken cancellationToken) => OfAsync(() => [.. accounts.Loaded.Select(grain => grain.Outbox)], cancellationToken);

    // A report may lead to a new order, and an order to new reports: all is quiet when the reports have led to nothing new.
    private async Task OfAsync(Func<Task[]> outboxes, CancellationToken cancellationToken)
    {
        for (var before = outboxes(); ; before = outboxes())
        {
            await Task.WhenAll(before).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            await paper.SettledAsync(cancellationToken);
            if (before.SequenceEqual(outboxes())) return;
        }
    }
}
