namespace Portcullis.Bots;

/// <summary>Bounds of reading market data.</summary>
public static class Limits
{
    /// <summary>Rows of a file that are looked at to tell what it holds.</summary>
    public const int RowsSampled = 2_000;

    /// <summary>Characters of a row; a longer one is reported, not read.</summary>
    public const int RowLength = 512;

    /// <summary>Bad rows that are described; later ones are only counted.</summary>
    public const int ProblemsDescribed = 100;
}
