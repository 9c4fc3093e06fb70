using System.Runtime.CompilerServices;
using Google.Protobuf.WellKnownTypes;

namespace Portcullis.Client;

/// <summary>The record of everything. Needs the auditor role; a key that covers an account may read that account.</summary>
public sealed class JournalClient
{
    private readonly Connection _connection;
    private readonly V1.Journal.JournalClient _journal;

    internal JournalClient(Connection connection)
    {
        _connection = connection;
        _journal = new V1.Journal.JournalClient(connection.Invoker);
    }

    /// <summary>Recorded events in order, up to the head at the time of asking.</summary>
    /// <param name="accountId">Null: every stream.</param>
    /// <param name="afterPosition">Exclusive; a version of the account's stream when an account is given.</param>
    /// <param name="limit">0 (default): all.</param>
    /// <param name="types">Stored names, for example order_decided; none: all.</param>
    /// <param name="from">The events' own time, inclusive.</param>
    /// <param name="until">The events' own time, exclusive.</param>
    /// <param name="correlation">An order's id: all that belongs to it.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="PortcullisException">FailedPrecondition: what is asked for was archived, and the gateway was not given the archives.</exception>
    public async IAsyncEnumerable<JournalEvent> ReadAsync(
        string? accountId = null,
        long afterPosition = 0,
        int limit = 0,
        IEnumerable<string>? types = null,
        DateTimeOffset? from = null,
        DateTimeOffset? until = null,
        string? correlation = null,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var request = new V1.ReadJournalRequest
        {
            AccountId = accountId ?? "",
            AfterPosition = afterPosition,
            Limit = limit,
            Types_ = { types ?? [] },
            From = from?.ToTimestamp(),
            Until = until?.ToTimestamp(),
            Correlation = correlation ?? "",
        };
        await foreach (var recorded in _connection.ReadAsync(options => _journal.Read(request, options), cancellation))
            yield return Wire.JournalEvent(recorded);
    }

    /// <summary>
    /// Events of every stream from a position on, then live, until cancelled. Comes back by itself after a broken connection, from the last
    /// position seen: nothing is missed and nothing repeated.
    /// </summary>
    /// <param name="afterPosition">Exclusive; 0: from the beginning.</param>
    /// <param name="types">Stored names, for example order_decided; none: all.</param>
    /// <param name="from">The events' own time, inclusive.</param>
    /// <param name="until">The events' own time, exclusive.</param>
    /// <param name="correlation">An order's id: all that belongs to it.</param>
    /// <param name="cancellation">Ends the subscription.</param>
    public async IAsyncEnumerable<JournalEvent> SubscribeAsync(
        long afterPosition = 0,
        IEnumerable<string>? types = null,
        DateTimeOffset? from = null,
        DateTimeOffset? until = null,
        string? correlation = null,
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var request = new V1.SubscribeJournalRequest
        {
            AfterPosition = afterPosition,
            Types_ = { types ?? [] },
            From = from?.ToTimestamp(),
            Until = until?.ToTimestamp(),
            Correlation = correlation ?? "",
        };
        await foreach (var recorded in _connection.WatchAsync(options => _journal.Subscribe(request.Clone(), options), cancellation))
        {
            request.AfterPosition = recorded.Position;
            yield return Wire.JournalEvent(recorded);
        }
    }

    /// <summary>Recomputes the hash chain and every decision; reports progress, the last report says whether all is intact.</summary>
    /// <param name="fromPosition">Where to begin; 0: at the beginning.</param>
    /// <param name="toPosition">Where to end; 0: at the head.</param>
    /// <param name="skipDecisions">Only the chain.</param>
    /// <param name="cancellation">Ends the verification.</param>
    public async IAsyncEnumerable<VerifyProgress> VerifyAsync(
        long fromPosition = 0, long toPosition = 0, bool skipDecisions = false, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var request = new V1.VerifyJournalRequest { FromPosition = fromPosition, ToPosition = toPosition, SkipDecisions = skipDecisions };
        await foreach (var progress in _connection.ReadAsync(options => _journal.Verify(request, options), cancellation))
            yield return Wire.Verify(progress);
    }
}
