using Portcullis.Domain.Accounts;
using Portcullis.Domain.Controls;
using Portcullis.Domain.Instruments;
using Portcullis.Domain.Market;
using Portcullis.Domain.News;
using Portcullis.Domain.Profiles;
using Portcullis.Domain.Sessions;
using Portcullis.Domain.Tests.Sessions;

namespace Portcullis.Domain.Tests.Accounts;

/// <summary>What surrounds an account in a test: a Tuesday morning in Chicago, quiet markets, no controls.</summary>
internal sealed record World
{
    public const string Es = "ESZ13";

    public const string Dax = "DAX";

    /// <summary>Tuesday 2013-12-17, 09:00 in Chicago.</summary>
    public static readonly DateTimeOffset Morning = new(2013, 12, 17, 15, 0, 0, TimeSpan.Zero);

    private static readonly Instrument EsContract = new()
    {
        Symbol = Es,
        Root = "ES",
        Description = "E-mini S&P 500",
        AssetClass = AssetClass.Future,
        TickSize = 0.25m,
        PointValue = 50m,
        LotSize = 1m,
        Currency = "USD",
        Calendar = TestCalendars.Futures.Name,
        Sector = "equity-index",
        NewsCurrencies = ["USD"],
        UnprotectedMove = 0.01m,
        Expires = new DateTimeOffset(2013, 12, 20, 14, 30, 0, TimeSpan.Zero),
    };

    private static readonly Instrument DaxCfd = EsContract with { Symbol = Dax, Root = Dax, TickSize = 0.5m, PointValue = 1m, LotSize = 0.1m, Currency = "EUR", NewsCurrencies = ["EUR"], Expires = null };

    public static readonly InstrumentCatalog Instruments = new(
        [DaxCfd],
        [new ContractRoot(EsContract with { Symbol = "ES", Expires = null }, [.. "HMUZ"], ExpiryRule.ThirdFriday, new TimeOnly(8, 30), "America/Chicago")],
        [TestCalendars.Futures],
        2013);

    public ProfileRules Rules { get; init; } = TestRules.Topstep;

    public DateTimeOffset Now { get; init; } = Morning;

    public MarketSnapshot Market { get; init; } = MarketSnapshot.Empty;

    public NewsCalendar News { get; init; } = NewsCalendar.Create([], "none", Morning.AddYears(10));

    public ControlState Controls { get; init; } = ControlState.Empty;

    public DecisionContext Context => new(Now, Rules, Instruments, Market, News, Controls);

    public static readonly World Quiet = new World().Quoting(1799.75m, 1800m);

    /// <summary>The moment, with every quote confirmed at it.</summary>
    public World At(DateTimeOffset now) => this with
    {
        Now = now,
        Market = Market.Views.Values.Aggregate(Market, (market, view) => market.With(view with { QuotedAt = now })),
    };

    public World Under(ProfileRules rules) => this with { Rules = rules };

    public World Quoting(decimal bid, decimal ask, string symbol = Es) => Seeing(new MarketView { Symbol = symbol, Bid = bid, Ask = ask, QuotedAt = Now, Doubt = MarkDoubt.None });

    public World Seeing(MarketView view) => this with { Market = Market.With(view) };

    public World Doubting(string symbol = Es) => Seeing(Market.For(symbol) with { Doubt = MarkDoubt.OutOfLine });

    public World Controlled(ScopeKind kind, string name, ControlMode mode) =>
        this with { Controls = Controls.Evolve(new ControlSet(new ControlScope(kind, name), mode, "test", "test", Now)) };

    public World Releasing(DateTimeOffset at, NewsImpact impact = NewsImpact.High, string currency = "USD") =>
        this with { News = NewsCalendar.Create([new NewsEvent(at, currency, impact, "FOMC")], "test", Morning.AddYears(10)) };
}
