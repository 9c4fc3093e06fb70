namespace Portcullis.Domain;

public static class Money
{
    /// <summary>
    /// Money is kept to eight decimals, halves to even: finer than any currency's or coin's unit, and coarse enough that conversions do not
    /// drag 28 digits through the journal. The result has no trailing zeros, so that equal amounts are equal text.
    /// </summary>
    public static decimal Round(decimal amount) => Normalize(Math.Round(amount, 8, MidpointRounding.ToEven));

    /// <summary>The same number without trailing zeros.</summary>
    public static decimal Normalize(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        int scale = value.Scale;
        if (scale == 0) return value;
        if (bits[2] != 0) return value / 1.0000000000000000000000000000m;
        var mantissa = ((ulong)(uint)bits[1] << 32) | (uint)bits[0];
        while (scale > 0 && mantissa % 10 == 0)
        {
            mantissa /= 10;
            scale--;
        }

        return new decimal((int)mantissa, (int)(mantissa >> 32), 0, bits[3] < 0, (byte)scale);
    }
}
