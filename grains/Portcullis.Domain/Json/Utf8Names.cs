using System.Text;

namespace Portcullis.Domain.Json;

/// <summary>Finds what stands under a JSON property's name, by the name's bytes: every decision that is read asks some eighty times.</summary>
internal sealed class Utf8Names<T>
    where T : notnull
{
    private readonly byte[]?[] _names;
    private readonly T[] _values;

    public Utf8Names(IEnumerable<(string Name, T Value)> entries)
    {
        var all = entries.ToArray();
        var places = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)all.Length * 4);
        (_names, _values) = (new byte[]?[places], new T[places]);
        foreach (var (name, value) in all)
        {
            var bytes = Encoding.UTF8.GetBytes(name);
            var place = PlaceOf(bytes);
            while (_names[place] is not null) place = (place + 1) & (places - 1);
            (_names[place], _values[place]) = (bytes, value);
        }
    }

    /// <returns>False for a name that a newer version wrote.</returns>
    public bool TryFind(ReadOnlySpan<byte> name, out T value)
    {
        for (var place = PlaceOf(name); _names[place] is { } known; place = (place + 1) & (_names.Length - 1))
        {
            if (!name.SequenceEqual(known)) continue;
            value = _values[place];
            return true;
        }

        value = default!;
        return false;
    }

    private int PlaceOf(ReadOnlySpan<byte> name) =>
        name.IsEmpty ? 0 : ((name.Length * 31) + (name[0] * 7) + (name[^1] * 3) + (name[name.Length / 2] * 13)) & (_names.Length - 1);
}
