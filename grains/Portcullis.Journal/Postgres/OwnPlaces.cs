namespace Portcullis.Journal.Postgres;

/// <summary>
/// The places of this node's last commits. Positions have no gaps and are given once, so an event of ours that lies right behind a position is the
/// next one: where a node writes alone, its followers need not ask the database for what it has just been told.
/// </summary>
internal sealed class OwnPlaces(int capacity)
{
    private readonly Lock _gate = new();
    private readonly EventPlace[] _places = new EventPlace[capacity];

    public void Add(string stream, int events, AppendResult.Accepted at)
    {
        var firstVersion = at.LastVersion - events + 1;
        lock (_gate)
        {
            for (var i = 0; i < events; i++)
                Slot(at.FirstPosition + i) = new EventPlace(at.FirstPosition + i, stream, firstVersion + i);
        }
    }

    /// <summary>What the database says counts alone: after a session was lost it may be another server that goes on.</summary>
    public void Forget()
    {
        lock (_gate)
            Array.Clear(_places);
    }

    /// <summary>The places right behind a position, as far as they are ours without a gap; none where the next is another node's or long past.</summary>
    public List<EventPlace> After(long position)
    {
        List<EventPlace> following = [];
        lock (_gate)
        {
            for (var next = Math.Max(0, position) + 1; following.Count < Limits.PageEvents && Slot(next).Position == next; next++)
                following.Add(Slot(next));
        }

        return following;
    }

    private ref EventPlace Slot(long position) => ref _places[position % _places.Length];
}
