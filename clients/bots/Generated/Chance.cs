namespace Portcullis.Bots.Generated;

/// <summary>Seeded pseudo-random integers (SplitMix64): the same seed gives the same session on every machine and every runtime.</summary>
internal sealed class Chance(int seed)
{
    private ulong _state = unchecked((ulong)seed + 0x9E3779B97F4A7C15UL);

    /// <summary>A whole number from low to high, both included.</summary>
    public int Between(int low, int high) => low + (int)(Next() % (ulong)(high - low + 1));

    private ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15UL;
            var z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
