namespace Portcullis.Domain.Access;

/// <summary>Who did something, as events name them.</summary>
public static class Pseudonym
{
    /// <summary>Characters of a key's id, all of them hexadecimal digits.</summary>
    public const int KeyIdLength = 10;

    public static bool IsKeyId(ReadOnlySpan<char> text)
    {
        if (text.Length != KeyIdLength) return false;
        foreach (var c in text)
            if (!char.IsAsciiHexDigitLower(c)) return false;
        return true;
    }

    /// <returns>The key's id out of "name (id)", which events held before names were sealed; anything else as it is.</returns>
    public static string Of(string by)
    {
        if (!by.EndsWith(')')) return by;
        var begin = by.LastIndexOf('(') + 1;
        return begin > 0 && IsKeyId(by.AsSpan(begin, by.Length - 1 - begin)) ? by[begin..^1] : by;
    }
}
