using System.Collections.Immutable;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Controls;
using Portcullis.Domain.Instruments;
using Portcullis.Domain.Market;
using Portcullis.Domain.News;
using Portcullis.Domain.Orders;
using Portcullis.Domain.Profiles;
using Portcullis.Gateway.Rules;
using Portcullis.Markets.Reference;

namespace Portcullis.Benchmarks.Decisions;

/// <summary>What becomes of an order: nothing stands against it, the price collar does, or several limits on its size do.</summary>
internal enum Kind
{
    Approved,
    FarFromMarket,
    TooLarge,
}

/// <summary>One account under the rules of a real pack, in memory alone: what deciding costs without a journal, a wire or a broker.</summary>
internal sealed class Desk
{
    private const decimal Bid = 6_000.00m;
    private const decimal Ask = 6_000.25m;

    /// <summary>A Tuesday, ten o'clock in Chicago.</summary>
    private static readonly DateTimeOffset Morning = new(2026, 11, 17, 16, 0, 0, TimeSpan.Zero);

    private readonly Instrument _instrument;
    private readonly DecisionContext _start;
    private List<IAccountEvent> _happened;
    private int _serial;

    public Desk(ReferenceData reference, ProfileRules rules, string account = "bench-1")
    {
        _instrument = reference.Catalog.Find("ESZ26")!;
        _start = new DecisionContext(Morning, rules, reference.Catalog, MarketSnapshot.Empty, NewsCalendar.Create([], "none", Morning.AddYears(1)), ControlState.Empty);
        _happened = [.. ((Outcome.Happened)AccountDecider.Decide(AccountState.Empty, new OpenAccount(new AccountId(account), rules.Profile.Name, null, null, "paper"), _start)).Events];
        State = AccountState.Empty.Evolve(_happened);
    }

    public static ReferenceData Reference() => ReferenceData.Load(ReferenceData.DefaultFolder, Morning.Year);

    public static RuleBook Rules(string packs, ReferenceData reference) => RuleBookLoader.Load(packs, name => reference.Calendars.GetValueOrDefault(name));

    public AccountState State { get; private set; }

    /// <summary>What has happened since this was asked the last time.</summary>
    public IReadOnlyList<IAccountEvent> TakeEvents()
    {
        var events = _happened;
        _happened = [];
        return events;
    }

    /// <summary>The next order at its moment; each comes two seconds after the one before, so that no rate limit is met.</summary>
    public (SubmitOrder Order, DecisionContext Context) Next(Kind kind)
    {
        var serial = ++_serial;
        var now = Morning + TimeSpan.FromSeconds(2 * serial) + TimeSpan.FromTicks(1_234 * serial);
        var view = new MarketView { Symbol = _instrument.Symbol, Bid = Bid, Ask = Ask, Last = Bid, QuotedAt = now.AddMilliseconds(-serial % 900), Doubt = MarkDoubt.None, BidSize = 12m, AskSize = 9m };
        var price = (kind == Kind.FarFromMarket ? Ask + 180m : Ask) - (0.25m * (serial % 40));
        var request = new OrderRequest
        {
            ClientOrderId = new ClientOrderId($"c-{serial}"),
            Symbol = _instrument.Symbol,
            Side = Side.Buy,
            Type = OrderType.Limit,
            Quantity = kind == Kind.TooLarge ? 7 + (serial % 5) : 1 + (serial % 2),
            LimitPrice = price,
            TimeInForce = TimeInForce.Ioc,
            Bracket = new Bracket(price - 2m, null),
            Strategy = "vwap-pullback",
            StrategyVersion = "1.2.0",
        };
        return (new SubmitOrder(request), _start with { Now = now, Market = MarketSnapshot.Empty.With(view) });
    }

    /// <summary>Decides it and takes what happened; an approved order is gone again before the next one comes.</summary>
    public OrderDecided Take((SubmitOrder Order, DecisionContext Context) next)
    {
        var events = Happened(next.Order, next.Context);
        var decided = events.OfType<OrderDecided>().Single();
        if (decided.ApprovedQuantity > 0m)
            Happened(new RecordExecution($"x-{_serial}", decided.OrderId, ExecutionKind.Canceled, 0m, null, 0m, "ioc", next.Context.Now, null), next.Context);
        return decided;
    }

    private ImmutableArray<IAccountEvent> Happened(AccountCommand command, DecisionContext context)
    {
        if (AccountDecider.Decide(State, command, context) is not Outcome.Happened { Events: var events }) throw new InvalidOperationException($"{command} had no effect.");
        State = State.Evolve(events);
        _happened.AddRange(events);
        return events;
    }
}
