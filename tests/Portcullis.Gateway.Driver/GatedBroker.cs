using Portcullis.Brokers;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Controls;

namespace Portcullis.Gateway.Driver;

/// <summary>
/// The paper broker behind a gate. While that is closed each order stops in front of it and says so on standard output; the line <c>open</c> on standard
/// input lets it and all others pass. Closed from the start where the environment says <c>PORTCULLIS_GATE=closed</c>.
/// </summary>
internal sealed class GatedBroker : IBroker
{
    private readonly PaperBroker _paper;
    private readonly Task _opened;

    public GatedBroker(PaperBroker paper)
    {
        _paper = paper;
        _opened = Environment.GetEnvironmentVariable("PORTCULLIS_GATE") == "closed" ? Task.Run(ReadUntilOpen) : Task.CompletedTask;
    }

    public string Name => "gated";

    public async Task SubmitAsync(BrokerOrder order, CancellationToken cancellationToken)
    {
        if (!_opened.IsCompleted) Console.WriteLine($"AT GATE {order.Id}");
        await _opened.WaitAsync(cancellationToken);
        await _paper.SubmitAsync(order, cancellationToken);
    }

    public Task ReplaceAsync(BrokerReplace replace, CancellationToken cancellationToken) => _paper.ReplaceAsync(replace, cancellationToken);

    public Task CancelAsync(AccountId account, OrderId order, CancellationToken cancellationToken) => _paper.CancelAsync(account, order, cancellationToken);

    public Task WithdrawAsync(BrokerOrder order, string reason, CancellationToken cancellationToken) => _paper.WithdrawAsync(order, reason, cancellationToken);

    public Task FenceAsync(ControlScope scope, long epoch, CancellationToken cancellationToken) => _paper.FenceAsync(scope, epoch, cancellationToken);

    public Task<IReadOnlyList<BrokerExecution>> HistoryAsync(AccountId account, OrderId order, CancellationToken cancellationToken) => _paper.HistoryAsync(account, order, cancellationToken);

    public Task<IReadOnlySet<OrderId>> WorkingAsync(AccountId account, CancellationToken cancellationToken) => _paper.WorkingAsync(account, cancellationToken);

    public Task<IReadOnlyList<BrokerExecution>> ExecutionsAfterAsync(AccountId account, string? executionId, CancellationToken cancellationToken) =>
        _paper.ExecutionsAfterAsync(account, executionId, cancellationToken);

    private static void ReadUntilOpen()
    {
        while (Console.ReadLine() is { } line && line != "open")
        {
        }
    }
}
