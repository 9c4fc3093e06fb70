namespace Portcullis.Client;

/// <summary>One page of a report: true at one point of the journal.</summary>
/// <param name="Rows">In the report's own order.</param>
/// <param name="Position">Every event up to here is in the rows, and none after.</param>
/// <param name="Head">The journal's last event at that moment.</param>
/// <param name="NextPage">Hand it in with the same question for the next page; empty: there is no more.</param>
public sealed record ReportPage<T>(IReadOnlyList<T> Rows, long Position, long Head, string NextPage)
{
    /// <summary>Accounts, of those that were asked about, of which an event can't be folded: their rows lack what it said.</summary>
    public IReadOnlyList<string> Incomplete { get; init; } = [];

    /// <summary>Events that the rows do not know of yet.</summary>
    public long Behind => Math.Max(0, Head - Position);
}
