using System.Globalization;

namespace Portcullis.Bots.Replay;

/// <summary>
/// One row of a market data file: <c>timestamp_utc,symbol,open,high,low,close,volume,bid,ask</c>. Time is a bar's start or a tick's instant.
/// </summary>
public readonly record struct MarketRow(
    DateTimeOffset Time, string Symbol, decimal Open, decimal High, decimal Low, decimal Close, decimal Volume, decimal? Bid, decimal? Ask)
{
    public const string Header = "timestamp_utc,symbol,open,high,low,close,volume,bid,ask";

    private const int Columns = 9;
    private const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Reads a row, or says what is wrong with it.</summary>
    /// <param name="line">The row.</param>
    /// <param name="symbol">The symbol of the row before: an equal one is shared, not copied.</param>
    /// <param name="row">What was read.</param>
    /// <param name="problem">What is wrong; null when nothing is.</param>
    public static bool TryParse(ReadOnlySpan<char> line, string symbol, out MarketRow row, out string? problem)
    {
        row = default;
        problem = null;
        Span<Range> columns = stackalloc Range[Columns + 1];
        if (line.Length > Limits.RowLength || line.Split(columns, ',') != Columns)
        {
            problem = $"expected {Columns} columns: {Header}";
            return false;
        }

        if (!TryTime(line[columns[0]], out var time))
        {
            problem = $"'{line[columns[0]]}' is no UTC time such as 2013-12-18T19:00:00Z";
            return false;
        }

        var name = line[columns[1]];
        if (name.IsEmpty)
        {
            problem = "the symbol is missing";
            return false;
        }

        Span<decimal> numbers = stackalloc decimal[5];
        for (var i = 0; i < numbers.Length; i++)
        {
            var text = line[columns[i + 2]];
            if (!decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out numbers[i]))
            {
                problem = $"'{text}' in column {i + 3} is no number";
                return false;
            }
        }

        if (!TryOptional(line[columns[7]], out var bid) || !TryOptional(line[columns[8]], out var ask))
        {
            problem = "bid and ask are numbers or blank";
            return false;
        }

        row = new MarketRow(time, name.SequenceEqual(symbol) ? symbol : name.ToString(), numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], bid, ask);
        problem = row.Fault();
        return problem is null;
    }

    private string? Fault()
    {
        if (Low <= 0m)
            return "a price is not positive";
        if (High < Math.Max(Open, Close) || Low > Math.Min(Open, Close))
            return "open and close do not lie between low and high";
        if (Volume < 0m)
            return "the volume is negative";
        return Bid <= 0m || Ask <= 0m ? "a quote is not positive" : null;
    }

    private static bool TryTime(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        return text is [.., 'Z'] && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }

    private static bool TryOptional(ReadOnlySpan<char> text, out decimal? value)
    {
        value = null;
        if (text.IsEmpty)
            return true;
        if (!decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out var given))
            return false;
        value = given;
        return true;
    }
}
