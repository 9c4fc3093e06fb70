namespace Portcullis.Domain.Facts;

/// <summary>The units in which facts are given, as people who edit rules read them.</summary>
internal static class FactUnits
{
    public const string Money = "account currency";
    public const string Price = "instrument's price units";
    public const string Quantity = "contracts or shares";
    public const string Ticks = "ticks";
    public const string Minutes = "minutes";
    public const string R = "R";
}
