using Portcullis.Client;

namespace Portcullis.Bots.Replay;

/// <summary>What a replay holds, found by reading it once.</summary>
public sealed class ReplaySurvey
{
    private readonly Dictionary<(DateOnly Day, string Symbol), SymbolDay> _days = [];

    private ReplaySurvey()
    {
    }

    public long Events { get; private set; }

    public DateTimeOffset First { get; private set; } = DateTimeOffset.MaxValue;

    public DateTimeOffset Last { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>Trading days with data, in order.</summary>
    public IEnumerable<DateOnly> Days => _days.Keys.Select(key => key.Day).Distinct().Order();

    public static ReplaySurvey Of(IEnumerable<ReplayEvent> events)
    {
        var survey = new ReplaySurvey();
        foreach (var next in events)
            survey.Take(next);
        return survey;
    }

    /// <summary>The symbol with the most volume on a day (where none is reported: with the most rows); null on a day without data.</summary>
    public string? Busiest(DateOnly day) => _days
        .Where(entry => entry.Key.Day == day)
        .OrderByDescending(entry => entry.Value.Volume)
        .ThenByDescending(entry => entry.Value.Rows)
        .ThenBy(entry => entry.Key.Symbol, StringComparer.Ordinal)
        .Select(entry => entry.Key.Symbol)
        .FirstOrDefault();

    /// <summary>Whether a symbol's data of the day span an instant.</summary>
    public bool Covers(string symbol, DateTimeOffset at) =>
        _days.TryGetValue((TradingDay.Of(at), symbol), out var day) && day.First <= at && at <= day.Last;

    private void Take(ReplayEvent next)
    {
        Events++;
        First = next.At < First ? next.At : First;
        Last = next.At > Last ? next.At : Last;
        var key = (TradingDay.Of(next.At), next.Symbol);
        if (!_days.TryGetValue(key, out var day))
            _days.Add(key, day = new SymbolDay { First = next.At });
        day.Last = next.At;
        day.Rows++;
        day.Volume += next.Published switch
        {
            BarEvent bar => bar.Volume,
            TradeEvent trade => trade.Size,
            _ => 0m,
        };
    }

    private sealed class SymbolDay
    {
        public required DateTimeOffset First { get; init; }

        public DateTimeOffset Last { get; set; }

        public long Rows { get; set; }

        public decimal Volume { get; set; }
    }
}
