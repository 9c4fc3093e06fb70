using Portcullis.Brokers;

namespace Portcullis.Gateway.Accounts;

/// <summary>Ties the one knot in the composition: accounts need brokers to send to, and brokers need accounts to report to.</summary>
public sealed class LateSink(IServiceProvider services) : IExecutionSink
{
    private ExecutionSink? _sink;

    public Task ReportAsync(IReadOnlyList<BrokerExecution> executions, CancellationToken cancellationToken) =>
        (_sink ??= services.GetRequiredService<ExecutionSink>()).ReportAsync(executions, cancellationToken);
}
