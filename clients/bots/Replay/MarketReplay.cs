namespace Portcullis.Bots.Replay;

/// <summary>Several files as one stream, in the order things happened.</summary>
public sealed class MarketReplay
{
    private readonly List<MarketFile> _files;

    /// <summary>Looks at each file; their order decides between events of the same instant and symbol.</summary>
    /// <inheritdoc cref="MarketFile.Open" path="/exception"/>
    public MarketReplay(IEnumerable<string> paths) => _files = [.. paths.Select(MarketFile.Open)];

    public IReadOnlyList<MarketFile> Files => _files;

    public RowProblems Problems { get; private set; } = new();

    /// <summary>
    /// All events by time, then symbol (ordinal), then file, then row: the same files always give the same stream. Each call reads anew and
    /// begins <see cref="Problems"/> anew.
    /// </summary>
    public IEnumerable<ReplayEvent> Read()
    {
        Problems = new RowProblems();
        return Merge(_files.Select((file, index) => (file.Read(Problems), index)));
    }

    private static IEnumerable<ReplayEvent> Merge(IEnumerable<(IEnumerable<ReplayEvent> Events, int Index)> files)
    {
        var heads = new PriorityQueue<IEnumerator<ReplayEvent>, Place>();
        foreach (var (events, index) in files)
            Enqueue(heads, InstantOrder(events).GetEnumerator(), index);

        while (heads.TryDequeue(out var head, out var place))
        {
            yield return head.Current;
            Enqueue(heads, head, place.File);
        }
    }

    private static void Enqueue(PriorityQueue<IEnumerator<ReplayEvent>, Place> heads, IEnumerator<ReplayEvent> head, int file)
    {
        if (head.MoveNext())
            heads.Enqueue(head, new Place(head.Current.At, head.Current.Symbol, file));
        else
            head.Dispose();
    }

    /// <summary>One file's events of one instant, by symbol, rows of one symbol in their own order.</summary>
    private static IEnumerable<ReplayEvent> InstantOrder(IEnumerable<ReplayEvent> events)
    {
        var instant = new List<ReplayEvent>();
        foreach (var next in events)
        {
            if (instant.Count > 0 && next.At != instant[0].At)
            {
                foreach (var ready in Sorted(instant))
                    yield return ready;
                instant.Clear();
            }

            instant.Add(next);
        }

        foreach (var ready in Sorted(instant))
            yield return ready;
    }

    private static IEnumerable<ReplayEvent> Sorted(List<ReplayEvent> instant) =>
        instant.Count == 1 ? instant : instant.OrderBy(e => e.Symbol, StringComparer.Ordinal);

    private readonly record struct Place(DateTimeOffset At, string Symbol, int File) : IComparable<Place>
    {
        public int CompareTo(Place other)
        {
            var byTime = At.CompareTo(other.At);
            if (byTime != 0)
                return byTime;
            var bySymbol = string.CompareOrdinal(Symbol, other.Symbol);
            return bySymbol != 0 ? bySymbol : File.CompareTo(other.File);
        }
    }
}
