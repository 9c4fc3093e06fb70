using System.Collections;

namespace Grpc.Core;

/// <summary>Ordered headers or trailers of a call. A key may repeat; keys that end in <c>-bin</c> carry bytes.</summary>
public sealed partial class Metadata : IList<Metadata.Entry>
{
    /// <summary>Suffix of keys whose value is bytes.</summary>
    public const string BinaryHeaderSuffix = "-bin";

    /// <summary>No entries, and none can be added.</summary>
    public static readonly Metadata Empty = new Metadata().Freeze();

    private readonly List<Entry> _entries = [];

    public int Count => _entries.Count;

    public bool IsReadOnly { get; private set; }

    public Entry this[int index]
    {
        get => _entries[index];
        set
        {
            ThrowIfFrozen();
            ArgumentNullException.ThrowIfNull(value);
            _entries[index] = value;
        }
    }

    /// <summary>The last entry with the key, or null.</summary>
    public Entry? Get(string key)
    {
        for (var i = _entries.Count - 1; i >= 0; i--)
            if (_entries[i].KeyEquals(key))
                return _entries[i];
        return null;
    }

    /// <summary>The last text value of the key, or null.</summary>
    public string? GetValue(string key) => Get(key)?.Value;

    /// <summary>The last binary value of the key, or null.</summary>
    public byte[]? GetValueBytes(string key) => Get(key)?.ValueBytes;

    /// <summary>All entries with the key, in their order.</summary>
    public IEnumerable<Entry> GetAll(string key) => _entries.Where(entry => entry.KeyEquals(key));

    public void Add(Entry item)
    {
        ThrowIfFrozen();
        ArgumentNullException.ThrowIfNull(item);
        _entries.Add(item);
    }

    public void Add(string key, string value) => Add(new Entry(key, value));

    public void Add(string key, byte[] valueBytes) => Add(new Entry(key, valueBytes));

    public void Insert(int index, Entry item)
    {
        ThrowIfFrozen();
        ArgumentNullException.ThrowIfNull(item);
        _entries.Insert(index, item);
    }

    public void RemoveAt(int index)
    {
        ThrowIfFrozen();
        _entries.RemoveAt(index);
    }

    public bool Remove(Entry item)
    {
        ThrowIfFrozen();
        return _entries.Remove(item);
    }

    public void Clear()
    {
        ThrowIfFrozen();
        _entries.Clear();
    }

    public int IndexOf(Entry item) => _entries.IndexOf(item);

    public bool Contains(Entry item) => _entries.Contains(item);

    public void CopyTo(Entry[] array, int arrayIndex) => _entries.CopyTo(array, arrayIndex);

    public IEnumerator<Entry> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _entries.GetEnumerator();

    internal Metadata Freeze()
    {
        IsReadOnly = true;
        return this;
    }

    private void ThrowIfFrozen()
    {
        if (IsReadOnly)
            throw new InvalidOperationException("This metadata can't be changed any more.");
    }
}
