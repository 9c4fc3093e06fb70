using System.Runtime.CompilerServices;

namespace Portcullis.Client;

/// <summary>What happens to orders at the broker.</summary>
public sealed class ExecutionsClient
{
    private readonly Connection _connection;
    private readonly V1.Executions.ExecutionsClient _executions;

    internal ExecutionsClient(Connection connection)
    {
        _connection = connection;
        _executions = new V1.Executions.ExecutionsClient(connection.Invoker);
    }

    /// <summary>Feeds executions of an external broker in, up to 500; known ones change nothing. Needs the feed role.</summary>
    public async Task<ReportResult> ReportAsync(IEnumerable<Execution> executions, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(executions);
        var request = new V1.ReportRequest { Executions = { executions.Select(WireRequests.Execution) } };
        var reply = await _connection.CallAsync(options => _executions.ReportAsync(request, options), cancellation);
        return new ReportResult(reply.Applied, reply.Duplicates, [.. reply.UnknownOrderIds]);
    }

    /// <summary>
    /// An account's order events from a version on, then live, until cancelled. Comes back by itself after a broken connection, from the
    /// last version seen: nothing is missed and nothing repeated.
    /// </summary>
    /// <param name="accountId">The account.</param>
    /// <param name="afterVersion">0: from the beginning; -1 (default): from now.</param>
    /// <param name="cancellation">Ends the watch.</param>
    public async IAsyncEnumerable<Execution> WatchAsync(
        string accountId, long afterVersion = -1, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        // "From now" must mean the same instant after a reconnect.
        var after = afterVersion == -1 ? await _connection.VersionAsync(accountId, cancellation) : afterVersion;
        var request = new V1.WatchExecutionsRequest { AccountId = accountId, AfterVersion = after };
        await foreach (var execution in _connection.WatchAsync(options => _executions.Watch(request.Clone(), options), cancellation))
        {
            request.AfterVersion = Math.Max(request.AfterVersion, execution.Version);
            yield return Wire.Execution(execution);
        }
    }
}
