namespace Portcullis.Domain;

public static class Money
{
    /// <summary>
    /// Money is kept to eight decimals, halves to even: finer than any currency's or coin's unit, and coarse enough that conversions do not
    /// drag 28 digits through the journal. The result has no trailing zeros, so that equal amounts are equal text.
    /// </summary>
    public static decimal Round(decimal amount) => Normalize(Math.Round(amount, 8, MidpointRounding.ToEven));

    /// <summary>The same number without trailing zeros.</summary>
    public static decimal Normalize(decimal value) => value.Scale == 0 ? value : value / 1.0000000000000000000000000000m;
}
