using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using Portcullis.Domain.Sessions;

namespace Portcullis.Domain.Instruments;

/// <summary>
/// Everything that can be traded. Futures contracts are not listed one by one: a root, a month code and a year of one or two digits name one
/// (<c>ESZ13</c>). A one-digit year is the nearest such year from the catalog's own year minus one on, and the contract found carries the
/// two-digit symbol, so that one contract never has two names.
/// </summary>
public sealed class InstrumentCatalog
{
    private const string MonthCodes = "FGHJKMNQUVXZ";

    private readonly FrozenDictionary<string, Instrument> _instruments;
    private readonly FrozenDictionary<string, ContractRoot> _roots;
    private readonly FrozenDictionary<string, TradingCalendar> _calendars;
    private readonly int _year;

    // Contracts already worked out. The listed months and two digits bound its size; what it holds can always be computed again.
    private readonly ConcurrentDictionary<string, Instrument> _contracts = new(StringComparer.Ordinal);

    /// <summary>One-digit contract years are read as the nearest from the year before <paramref name="year"/> on.</summary>
    public InstrumentCatalog(IEnumerable<Instrument> instruments, IEnumerable<ContractRoot> roots, IEnumerable<TradingCalendar> calendars, int year)
    {
        _instruments = instruments.ToFrozenDictionary(instrument => instrument.Symbol, StringComparer.Ordinal);
        _roots = roots.ToFrozenDictionary(root => root.Template.Root, StringComparer.Ordinal);
        _calendars = calendars.ToFrozenDictionary(calendar => calendar.Name, StringComparer.Ordinal);
        _year = year;
        foreach (var instrument in _instruments.Values.Concat(_roots.Values.Select(root => root.Template)))
            if (!_calendars.ContainsKey(instrument.Calendar))
                throw new ArgumentException($"Instrument {instrument.Symbol} names calendar {instrument.Calendar}, which is not known.", nameof(instruments));
    }

    public static readonly InstrumentCatalog Empty = new([], [], [], 2000);

    /// <summary>Instruments that are listed one by one, and the templates of futures roots, by symbol.</summary>
    public IEnumerable<Instrument> Listed =>
        _instruments.Values.Concat(_roots.Values.Select(root => root.Template)).OrderBy(instrument => instrument.Symbol, StringComparer.Ordinal);

    /// <summary>The instrument of this name; null when there is none. A futures root alone is no instrument.</summary>
    public Instrument? Find(string symbol)
    {
        if (_instruments.TryGetValue(symbol, out var instrument)) return instrument;
        if (_contracts.TryGetValue(symbol, out instrument)) return instrument;
        if (Contract(symbol) is not { } contract) return null;
        return _contracts.GetOrAdd(symbol, contract);
    }

    /// <summary>The template of a futures root; null when there is none of this name.</summary>
    public Instrument? FindRoot(string name) => _roots.GetValueOrDefault(name)?.Template;

    /// <summary>Whether a name means an instrument: its symbol, another spelling of it, or its root.</summary>
    public bool IsNamed(string symbol, string name) => symbol == name || Find(symbol)?.Root == name || Find(name)?.Symbol == symbol;

    public TradingCalendar? FindCalendar(string name) => _calendars.GetValueOrDefault(name);

    /// <summary>The calendar of an instrument that came from this catalog.</summary>
    public TradingCalendar CalendarOf(Instrument instrument) => _calendars[instrument.Calendar];

    private Instrument? Contract(string symbol)
    {
        var digits = 0;
        while (digits < 3 && digits < symbol.Length && char.IsAsciiDigit(symbol[^(digits + 1)])) digits++;
        if (digits is 0 or 3 || symbol.Length < digits + 2) return null;

        var code = symbol[^(digits + 1)];
        if (!_roots.TryGetValue(symbol[..^(digits + 1)], out var root) || !root.Months.Contains(code)) return null;

        var year = YearOf(int.Parse(symbol.AsSpan(symbol.Length - digits), CultureInfo.InvariantCulture), digits);
        var name = string.Create(CultureInfo.InvariantCulture, $"{root.Template.Root}{code}{year % 100:00}");
        return root.Template with
        {
            Symbol = name,
            Description = string.Create(CultureInfo.InvariantCulture, $"{root.Template.Description} {year:0000}-{MonthCodes.IndexOf(code) + 1:00}"),
            Expires = ContractExpiry.Of(root, year, MonthCodes.IndexOf(code) + 1, _calendars[root.Template.Calendar]),
        };
    }

    private int YearOf(int number, int digits)
    {
        if (digits == 2) return 2000 + number;
        var from = _year - 1;
        return from + ((number - (from % 10) + 10) % 10);
    }
}
