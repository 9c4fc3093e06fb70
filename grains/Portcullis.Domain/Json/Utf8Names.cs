using System.Numerics;
using System.Text;

namespace Portcullis.Domain.Json;

/// <summary>
/// Finds which of several names stands in JSON, by its bytes: every decision that is read asks some seventy times. The names of one record follow
/// each other as those of the last one did, nearly always: to try that one first is cheaper than to look it up.
/// </summary>
internal sealed class Utf8Names
{
    /// <summary>Stands for no name, and for what is before an object's first.</summary>
    public const int None = -1;

    /// <summary>Each with its closing quote.</summary>
    private readonly byte[][] _names;

    private readonly int[] _byHash;

    /// <summary>What came behind each name, and behind none, the last time. Any thread may put any name here: a wrong one costs a look-up.</summary>
    private readonly int[] _followers;

    /// <param name="names">As they stand in JSON; none that needs escaping.</param>
    public Utf8Names(IEnumerable<string> names)
    {
        _names = [.. names.Select(name => Encoding.UTF8.GetBytes(name + "\""))];
        _followers = new int[_names.Length + 1];
        _byHash = new int[BitOperations.RoundUpToPowerOf2((uint)_names.Length * 4)];
        Array.Fill(_byHash, None);
        for (var name = 0; name < _names.Length; name++)
        {
            var at = HashOf(WithoutQuote(name));
            while (_byHash[at] != None) at = (at + 1) & (_byHash.Length - 1);
            _byHash[at] = name;
        }
    }

    /// <summary>Takes the name that comes behind another as a rule.</summary>
    /// <param name="json">What stands behind an opening quote.</param>
    /// <param name="name">The name before; becomes the one that is there.</param>
    /// <returns>How many bytes it has with its closing quote; 0 where it is not there.</returns>
    public int Follow(ReadOnlySpan<byte> json, ref int name)
    {
        var next = _followers[name + 1];
        var expected = _names[next];
        if (!json.StartsWith(expected)) return 0;
        name = next;
        return expected.Length;
    }

    /// <summary>The same for one that comes behind the other by way of exception.</summary>
    /// <returns>False for a name that a newer version wrote.</returns>
    public bool TryFind(ReadOnlySpan<byte> text, ref int name)
    {
        var at = HashOf(text);
        while (_byHash[at] is not None and var found)
        {
            if (text.SequenceEqual(WithoutQuote(found)))
            {
                name = _followers[name + 1] = found;
                return true;
            }

            at = (at + 1) & (_byHash.Length - 1);
        }

        return false;
    }

    private ReadOnlySpan<byte> WithoutQuote(int name) => _names[name].AsSpan(..^1);

    private int HashOf(ReadOnlySpan<byte> text) =>
        text.IsEmpty ? 0 : ((text.Length * 31) + (text[0] * 7) + (text[^1] * 3) + (text[text.Length / 2] * 13)) & (_byHash.Length - 1);
}
