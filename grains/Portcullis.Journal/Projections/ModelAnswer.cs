namespace Portcullis.Journal.Projections;

/// <summary>What was read from a model.</summary>
/// <param name="Position">Every event up to here is in it, and none after.</param>
/// <param name="Head">The journal's last event at that moment.</param>
public sealed record ModelAnswer<T>(T Value, long Position, long Head)
{
    /// <summary>Streams of which an event stands aside: what is told of them lacks what that event said.</summary>
    public IReadOnlyList<string> Incomplete { get; init; } = [];
}
