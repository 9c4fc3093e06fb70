namespace Portcullis.Reports.Folding;

/// <summary>The rows of one table that a batch needs, and which of them it has changed.</summary>
internal sealed class RowSet<TKey, TRow>(Func<TRow, TKey> keyOf)
    where TKey : notnull
    where TRow : class
{
    private readonly Dictionary<TKey, TRow> _rows = [];
    private readonly HashSet<TKey> _changed = [];

    /// <summary>What a batch of events made of the rows; in the order in which they were first changed.</summary>
    public IReadOnlyList<TRow> Changed => [.. _changed.Select(key => _rows[key])];

    public IEnumerable<TRow> All => _rows.Values;

    public TRow? Find(TKey key) => _rows.GetValueOrDefault(key);

    /// <summary>As the table has it.</summary>
    public void Load(TRow row) => _rows[keyOf(row)] = row;

    public void Put(TRow row)
    {
        var key = keyOf(row);
        _rows[key] = row;
        _changed.Add(key);
    }
}
