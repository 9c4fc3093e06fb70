using Portcullis.Bots;
using Portcullis.Bots.Generated;
using Portcullis.Bots.Replay;

namespace Portcullis.Cli.Demo;

/// <summary>What happens in a demonstration: the market, the news, and the careless trader's day.</summary>
internal sealed class Scenario
{
    /// <summary>How long before and after a release the careless trader tries his luck.</summary>
    private static readonly TimeSpan AroundNews = TimeSpan.FromMinutes(1);

    private readonly Func<IEnumerable<ReplayEvent>> _read;
    private readonly Dictionary<DateOnly, string> _symbols;

    private Scenario(Func<IEnumerable<ReplayEvent>> read, ReplaySurvey survey, string? symbol)
    {
        _read = read;
        Survey = survey;
        if (survey.Events == 0)
            throw new UsageException("There is no market data in these files.");
        _symbols = survey.Days.ToDictionary(day => day, day => symbol ?? survey.Busiest(day)!);
    }

    public ReplaySurvey Survey { get; }

    /// <summary>What the gateway reads news from; null: it knows none.</summary>
    public string? Calendar { get; private init; }

    public IReadOnlyList<CarelessAct> Acts { get; private init; } = [];

    public RowProblems Problems { get; private init; } = new();

    /// <summary>The rule book that fits the first symbol.</summary>
    public string DefaultProfile => InstrumentSpec.For(_symbols.Values.First()).Kind switch
    {
        InstrumentKind.Future => "topstep-50k",
        InstrumentKind.Share => "equity-100k",
        _ => "ftmo-100k-2step",
    };

    /// <summary>All that happens, from the beginning.</summary>
    public IEnumerable<ReplayEvent> Events() => _read();

    /// <summary>What the bot trades on a day: each day's busiest contract, so that a roll is followed. Null on a day without data.</summary>
    public string? SymbolOn(DateOnly day) => _symbols.GetValueOrDefault(day);

    /// <summary>A day drawn from the seed; its calendar is written into a folder.</summary>
    public static Scenario Generated(DemoOptions options, string folder)
    {
        var session = GeneratedSession.Create(options.Seed);
        var calendar = options.Calendar ?? Path.Combine(folder, "calendar.csv");
        if (options.Calendar is null)
            NewsFile.Write(calendar, session.Calendar);
        return new Scenario(() => session.Events, ReplaySurvey.Of(session.Events), options.Symbol ?? GeneratedSession.Symbol)
        {
            Calendar = calendar,
            Acts = session.Acts,
        };
    }

    /// <summary>Real files. The first one's symbols are what the bot may trade.</summary>
    public static Scenario FromFiles(DemoOptions options)
    {
        var replay = new MarketReplay(options.Data);
        var survey = ReplaySurvey.Of(options.Data.Count == 1 ? replay.Read() : new MarketReplay(options.Data.Take(1)).Read());
        var whole = options.Data.Count == 1 ? survey : ReplaySurvey.Of(replay.Read());
        var symbols = new Scenario(replay.Read, survey, options.Symbol)._symbols;
        return new Scenario(replay.Read, whole, options.Symbol)
        {
            Calendar = options.Calendar,
            Problems = replay.Problems,
            Acts = options.Calendar is { } calendar && NewsFile.IsOne(calendar) ? AroundReleases(calendar, whole, symbols) : [],
        };
    }

    /// <summary>
    /// On real days the careless trader makes one kind of mistake only: a small order right before and right after each release that moves
    /// what the bot trades.
    /// </summary>
    private static List<CarelessAct> AroundReleases(string calendar, ReplaySurvey survey, Dictionary<DateOnly, string> symbols) =>
    [
        .. NewsFile.Read(calendar)
            .Where(entry => entry.Impact == "High")
            .SelectMany(entry => new[] { (entry, At: entry.At - AroundNews), (entry, At: entry.At + AroundNews) })
            .Where(probe => symbols.TryGetValue(TradingDay.Of(probe.At), out var symbol)
                && InstrumentSpec.For(symbol).NewsCurrency == probe.entry.Currency && survey.Covers(symbol, probe.At))
            .Select(probe => new CarelessAct(probe.At, symbols[TradingDay.Of(probe.At)], Carelessness.BadTiming))
            .Distinct()
            .OrderBy(act => act.At),
    ];
}
