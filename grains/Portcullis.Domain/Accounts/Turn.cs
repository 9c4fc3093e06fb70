using System.Collections.Immutable;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Orders;
using Portcullis.Domain.Profiles;
using Portcullis.Domain.Sessions;

namespace Portcullis.Domain.Accounts;

/// <summary>One command's turn: the events so far and the state that they lead to. What every command brings with it, session, monitoring and an unfinished flatten, is decided here.</summary>
internal sealed class Turn(AccountState state, DecisionContext context)
{
    private readonly ImmutableArray<IAccountEvent>.Builder _events = ImmutableArray.CreateBuilder<IAccountEvent>();

    public AccountState State { get; private set; } = state;

    public DecisionContext Context => context;

    public DateTimeOffset Now => context.Now;

    public ImmutableArray<IAccountEvent> Events => _events.ToImmutable();

    /// <summary>Where the moment lies in the profile's trading day.</summary>
    public SessionView Session { get; } = context.Rules.Clock.At(context.Now);

    private Profile Profile => context.Rules.Profile;

    public Outcome Add(IAccountEvent happened)
    {
        _events.Add(happened);
        State = State.Evolve(happened);
        return Outcome.Nothing;
    }

    /// <summary>The id that an order decided now gets: the version its event will have.</summary>
    public OrderId NextOrderId() => new($"{State.Id.Value}-{State.Version + 1}");

    /// <summary>Ends the trading day if its boundary has passed. However many days were missed, the last one ends and today begins.</summary>
    public void RollSession()
    {
        var today = Session.TradingDate;
        if (today <= State.SessionDate) return;
        var valuation = Valuation.Of(State, context.Market, context.Instruments, Profile);
        var highWaterMark = valuation.Doubt is null ? Math.Max(State.HighWaterMark, valuation.Equity) : State.HighWaterMark;
        var endOfDay = Math.Max(State.EndOfDayHighWaterMark, State.Balance);
        var floor = Profile.Drawdown.Floor(State.StartBalance, Profile.Drawdown.Mode == DrawdownMode.Intraday ? highWaterMark : endOfDay);
        Add(new SessionRolled(today, State.Balance, valuation.Equity, IsoWeek.Of(today) != IsoWeek.Of(State.SessionDate), highWaterMark, endOfDay, Higher(State.DrawdownFloor, floor), Now));
    }

    /// <summary>
    /// Judges the account at the marks. A doubtful mark raises no peak and trips no limit on money: what is done here can't be undone. Where two limits
    /// were crossed in one move, the one that was missed by more was crossed first, and is recorded first.
    /// </summary>
    public void Monitor()
    {
        Settle();
        if (State.Status is AccountStatus.Halted or AccountStatus.Breached) Flatten(_ => true, State.StatusReason, "portcullis");
        if (State.Status == AccountStatus.Breached) return;
        var session = FactGatherer.Session(Session);
        if (session.MinutesToFlatBy <= 0) CancelEntries("flat-by time");
        var valuation = Valuation.Of(State, context.Market, context.Instruments, Profile);
        var doubtful = valuation.Doubt is not null;
        if (!doubtful && Profile.Drawdown.Mode == DrawdownMode.Intraday) RaisePeak(valuation.Equity);
        var facts = new MonitorFacts
        {
            Account = FactGatherer.Account(State, valuation, Profile),
            Session = session,
            News = FactGatherer.News(context, HeldCurrencies()),
            Control = new ControlFacts(),
        };
        var crossed = Judge.Account(facts, context.Rules, doubtful).Violations;
        if (crossed.IsEmpty) return;
        foreach (var violation in crossed.OrderByDescending(v => v.OverBy)) Trip(violation, facts.Account);
    }

    // A contract that has expired is settled by closing it: the broker deals the close at the settlement price.
    private void Settle()
    {
        foreach (var position in State.Positions.Values)
        {
            if (position.Quantity == 0m || State.Flattening.ContainsKey(position.Symbol)) continue;
            if (context.Instruments.Find(position.Symbol)?.Expires is not { } expires || expires > Now) continue;
            Flatten(symbol => context.Instruments.Find(symbol)?.Expires <= Now, "expired", "portcullis");
            return;
        }
    }

    // An entry that still works when the account must be flat would open a position that must not be.
    private void CancelEntries(string reason)
    {
        foreach (var order in State.Orders.Values.Where(o => !o.IsExit && !o.CancelRequested)) Add(new CancelRequested(order.Id, reason, Now));
    }

    private void RaisePeak(decimal equity)
    {
        if (equity <= State.HighWaterMark) return;
        var floor = Higher(State.DrawdownFloor, Profile.Drawdown.Floor(State.StartBalance, equity));
        if (floor > State.DrawdownFloor) Add(new PeakRaised(equity, floor, Now));
    }

    private void Trip(Violation violation, AccountFacts account)
    {
        if (violation.Effect is not (RuleEffect.Flatten or RuleEffect.Halt) || violation.Error) return;
        var status = violation.Effect == RuleEffect.Halt ? AccountStatus.Breached : AccountStatus.Halted;
        if (State.Status >= status) return;
        Add(new LimitTripped(violation, status, account.Equity, account.DayPnl, context.Rules.Hash, Now));
        Flatten(_ => true, violation.Code, "portcullis");
    }

    /// <summary>Begins to close what is held or working.</summary>
    public void Flatten(Func<string, bool> covers, string reason, string by)
    {
        var symbols = State.Positions.Values.Where(p => p.Quantity != 0m).Select(p => p.Symbol)
            .Concat(State.Orders.Values.Select(o => o.Symbol))
            .Distinct(StringComparer.Ordinal)
            .Where(symbol => covers(symbol) && !State.Flattening.ContainsKey(symbol))
            .Order(StringComparer.Ordinal)
            .ToImmutableArray();
        if (!symbols.IsEmpty) Add(new FlattenRequested(symbols, reason, by, Now));
    }

    /// <summary>
    /// The next step of every flatten: orders are cancelled first, and only when the broker has said of all of them that they are gone is the
    /// position closed at market: a close that races a stop could flip it.
    /// </summary>
    public void DriveFlatten()
    {
        foreach (var (symbol, progress) in State.Flattening)
        {
            var working = State.Orders.Values.Where(o => o.Symbol == symbol).ToArray();
            foreach (var order in working.Where(o => !o.CancelRequested && !o.IsFlatten))
                Add(new CancelRequested(order.Id, progress.Reason, Now));
            var quantity = State.QuantityOf(symbol);
            if (working.Length > 0 || quantity == 0m || Now < progress.NotBefore) continue;
            var side = quantity > 0m ? Side.Sell : Side.Buy;
            Add(new ExitOrdered(NextOrderId(), symbol, side, Math.Abs(quantity), progress.Reason, Now));
        }
    }

    private string[] HeldCurrencies() => State.Positions.IsEmpty ? [] : [.. State.Positions.Values
        .Where(p => p.Quantity != 0m)
        .SelectMany(p => context.Instruments.Find(p.Symbol)?.NewsCurrencies ?? [])
        .Distinct(StringComparer.Ordinal)];

    private static decimal? Higher(decimal? a, decimal? b) => a is null ? b : b is null ? a : Math.Max(a.Value, b.Value);
}
