using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Portcullis.Gateway.Validation;
using Portcullis.Reports.Reading;

namespace Portcullis.Gateway.Services;

/// <summary>Where a page ended, as text that callers hand back: the answer's own words, so that a page is found whatever was folded or rebuilt meanwhile.</summary>
internal static class PageTokens
{
    private const char Separator = '\n';
    private const int Longest = 1_024;

    public static string Of(OrderMark mark) => Write(mark.Position.ToString(CultureInfo.InvariantCulture), mark.OrderId);

    public static string Of(DayMark mark) => Write(ReportFields.Text(mark.SessionDate), mark.Account, mark.Code);

    public static string Of(EvidenceMark mark) => Write(mark.Strategy, mark.Version, mark.Currency);

    /// <summary>Null where the text is no such token.</summary>
    public static OrderMark? Orders(string token) =>
        Read(token) is [var position, var order] && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? new OrderMark(at, order) : null;

    /// <summary>Null where the text is no such token.</summary>
    public static DayMark? Days(string token) =>
        Read(token) is [var date, var account, var code] && DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new DayMark(day, account, code)
            : null;

    /// <summary>Null where the text is no such token.</summary>
    public static EvidenceMark? Evidence(string token) => Read(token) is [var strategy, var version, var currency] ? new EvidenceMark(strategy, version, currency) : null;

    private static string Write(params IEnumerable<string> parts) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join(Separator, parts)));

    // A zero byte can't stand in a text of the database's.
    private static string[] Read(string token) =>
        token.Length <= Longest && Base64Url.IsValid(token) && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)) is var text && !text.Contains('\0') ? text.Split(Separator) : [];
}
