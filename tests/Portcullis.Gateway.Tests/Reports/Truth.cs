using System.Globalization;
using Portcullis.Domain;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Orders;
using Portcullis.Journal;

namespace Portcullis.Gateway.Tests.Reports;

/// <summary>
/// What the reports should say, from the journal's events alone: each question on its own, looking at all events, in the plainest way. It knows of no
/// busts, brackets and reversals, and of positions that are flat when it is asked; the story that is judged by it has none of the others.
/// </summary>
internal sealed class Truth
{
    private readonly List<Told> _events = [];
    private readonly Dictionary<string, OrderDecided> _decisions = new(StringComparer.Ordinal);

    private sealed record Told(long Position, string Account, DateOnly Day, IAccountEvent Event);

    private sealed record Trip(long Position, string Account, DateOnly Day, (string Name, string Version) Owner, bool IsShared, decimal Result);

    private sealed record Fill(Told At, OrderFilled Event, (string Name, string Version) Doer);

    public static async Task<Truth> OfAsync(IJournal journal, CancellationToken ct)
    {
        var truth = new Truth();
        var days = new Dictionary<string, DateOnly>(StringComparer.Ordinal);
        await foreach (var stored in journal.ReadAllAsync(ct: ct))
        {
            if (Grains.Streams.AccountOf(stored.Stream) is not { Value: var account } || EventCatalog.Read(stored.Type, stored.Json.Span) is not IAccountEvent happened) continue;
            if (happened is AccountOpened opened) days[account] = opened.SessionDate;
            if (happened is SessionRolled rolled) days[account] = rolled.SessionDate;
            if (happened is OrderDecided decided) truth._decisions.Add(decided.OrderId.Value, decided);
            truth._events.Add(new Told(stored.Position, account, days[account], happened));
        }

        return truth;
    }

    public int Count<T>()
        where T : IAccountEvent => _events.Count(told => told.Event is T);

    public IEnumerable<string> Orders()
    {
        foreach (var told in _events)
        {
            if (told.Event is OrderDecided d)
                yield return Line(told.Position, told.Account, told.Day, d.OrderId.Value, d.Request.ClientOrderId.Value, "Client", d.Request.Strategy, d.Verdict, Number(d.ApprovedQuantity), string.Join('+', d.Violations.Select(violation => violation.Code)), d.Replaces?.Value, StatusOf(told, d), Filled(d.OrderId));
            else if (told.Event is ExitOrdered e)
                yield return Line(told.Position, told.Account, told.Day, e.OrderId.Value, e.OrderId.Value, "Flatten", "", "Unspecified", Number(e.Quantity), "", "", StatusOf(e.OrderId, e.Quantity), Filled(e.OrderId));
        }
    }

    public IEnumerable<string> Days()
    {
        var (fills, trips) = Money();
        foreach (var (account, date) in _events.Select(told => (told.Account, told.Day)).Distinct())
        {
            var all = _events.Where(told => told.Account == account).ToList();
            var day = all.Where(told => told.Day == date).Select(told => told.Event).ToList();
            var decided = day.OfType<OrderDecided>().ToList();
            var own = trips.Where(trip => trip.Account == account && trip.Day == date).ToList();
            var start = day[0] is SessionRolled rolled ? rolled.Balance : ((AccountOpened)day[0]).StartBalance;
            var end = all.Where(told => told.Day > date).Select(told => told.Event).OfType<SessionRolled>().FirstOrDefault();
            yield return Line(
                account, date, Number(start), end is null ? "" : Number(end.Balance), Number(own.Sum(trip => trip.Result)), Number(day.OfType<OrderFilled>().Sum(fill => fill.Commission)),
                Number(day.OfType<BalanceAdjusted>().Sum(one => one.Kind == AdjustmentKind.Deposit ? one.Amount : -one.Amount)),
                decided.Count, Count(Verdict.Approved), Count(Verdict.Resized), Count(Verdict.Held), Count(Verdict.Rejected),
                fills.Count(fill => fill.At.Account == account && fill.At.Day == date), own.Count, own.Count(trip => trip.Result > 0m), own.Count(trip => trip.Result < 0m),
                Number(Math.Min(0m, own.Select(trip => trip.Result).DefaultIfEmpty().Min())), day.OfType<LimitTripped>().Count(), day.OfType<FlattenRequested>().Count());

            int Count(Verdict verdict) => decided.Count(one => one.Verdict == verdict);
        }
    }

    public IEnumerable<string> Rules()
    {
        var decided = _events.Where(told => told.Event is OrderDecided).Select(told => (told.Account, told.Day, Decision: (OrderDecided)told.Event)).ToList();
        var failed = decided.SelectMany(one => one.Decision.Violations.Select(violation => (one.Account, one.Day, violation.Code, one.Decision, Violation: violation))).ToList();
        var held = decided.SelectMany(one => one.Decision.Headroom.Select(room => (one.Account, one.Day, room.Code, room.Slack))).ToList();
        var tripped = _events.Where(told => told.Event is LimitTripped).Select(told => (told.Account, told.Day, ((LimitTripped)told.Event).Violation.Code)).ToList();
        foreach (var key in failed.Select(one => (one.Account, one.Day, one.Code)).Concat(held.Select(one => (one.Account, one.Day, one.Code))).Concat(tripped).Distinct())
        {
            var against = failed.Where(one => (one.Account, one.Day, one.Code) == key).ToList();
            var within = held.Where(one => (one.Account, one.Day, one.Code) == key).ToList();
            yield return Line(
                key.Account, key.Day, key.Code, against.Count + within.Count, against.Count, against.Count(one => one.Violation.Error),
                against.Count(one => one.Violation.Blocks && one.Decision.Verdict == Verdict.Rejected && one.Decision.Violations.Count(violation => violation.Blocks) == 1),
                tripped.Count(one => one == key),
                within.Count == 0 ? "" : Number(within.Min(one => one.Slack)), against.Max(one => one.Violation.OverBy) is { } over ? Number(over) : "");
        }
    }

    public IEnumerable<string> Evidence()
    {
        var (fills, trips) = Money();
        IEnumerable<(string Name, string Version)> strategies = _decisions.Values.Select(StrategyOf).Concat(fills.Select(fill => fill.Doer)).Distinct();
        foreach (var strategy in strategies)
        {
            var decided = _events.Select(told => told.Event).OfType<OrderDecided>().Where(one => StrategyOf(one) == strategy).ToList();
            var (done, own) = (fills.Where(fill => fill.Doer == strategy).ToList(), trips.Where(trip => trip.Owner == strategy).ToList());
            var curve = own.Select((_, n) => own.Take(n + 1).Sum(trip => trip.Result)).Prepend(0m).ToList();
            var against = decided.Where(one => one.Verdict == Verdict.Rejected).SelectMany(one => one.Violations).Where(violation => violation.Blocks).GroupBy(violation => violation.Code);
            yield return Line(
                strategy.Name, strategy.Version, decided.Count, Count(Verdict.Approved), Count(Verdict.Resized), Count(Verdict.Held), Count(Verdict.Rejected),
                done.Count, Number(done.Sum(fill => fill.Event.Commission)), own.Count, own.Count(trip => trip.Result > 0m), own.Count(trip => trip.Result < 0m), own.Count(trip => trip.IsShared),
                Number(curve[^1]), Number(curve.Select((level, n) => curve.Take(n + 1).Max() - level).Max()), done.Select(fill => (fill.At.Account, fill.At.Day)).Distinct().Count(),
                string.Join('+', against.OrderBy(rule => rule.Key, StringComparer.Ordinal).Select(rule => $"{rule.Key}:{rule.Count()}")));

            int Count(Verdict verdict) => decided.Count(one => one.Verdict == verdict);
        }
    }

    public static string Line(params object?[] values) => string.Join(" | ", values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)));

    public static string Number(decimal number) => number.ToString("0.########", CultureInfo.InvariantCulture);

    private (List<Fill> Fills, List<Trip> Trips) Money()
    {
        var (fills, trips) = (new List<Fill>(), new List<Trip>());
        foreach (var account in _events.Where(told => told.Event is OrderFilled).GroupBy(told => told.Account))
        {
            var (held, cash, owner, isShared) = (0m, 0m, default((string, string)), false);
            foreach (var told in account)
            {
                var e = (OrderFilled)told.Event;
                var strategy = _decisions.TryGetValue(e.OrderId.Value, out var decided) ? StrategyOf(decided) : ("", "");
                if (held == 0m) (cash, owner, isShared) = (0m, strategy, false);
                else if (strategy != ("", "")) isShared |= strategy != owner;
                held += e.Side == Side.Buy ? e.Quantity : -e.Quantity;
                cash += ((e.Side == Side.Buy ? -e.Quantity : e.Quantity) * e.Price * e.PointValue * e.ConversionRate) - e.Commission;
                fills.Add(new Fill(told, e, strategy == ("", "") ? owner : strategy));
                held.ShouldBeGreaterThanOrEqualTo(0m, "The story has no short positions.");
                if (held == 0m) trips.Add(new Trip(told.Position, told.Account, told.Day, owner, isShared, cash));
            }

            held.ShouldBe(0m, $"{account.Key} is flat at the end.\n{string.Join('\n', Orders())}");
        }

        // What strategies have made is counted in the journal's order, over all accounts.
        return (fills, [.. trips.OrderBy(trip => trip.Position)]);
    }

    private string StatusOf(Told told, OrderDecided d)
    {
        if (d.Verdict is Verdict.Held or Verdict.Rejected) return d.Verdict.ToString();
        if (d.Replaces is not { } original) return StatusOf(d.OrderId, d.ApprovedQuantity);
        return After(told.Position).Select(later => later switch
        {
            OrderReplaced e when e.OrderId == original => "Working",
            ReplaceRejected e when e.OrderId == original => "Rejected",
            OrderCanceled e when e.OrderId == original => "Canceled",
            _ => null,
        }).FirstOrDefault(status => status is not null) ?? "Approved";
    }

    private string StatusOf(OrderId id, decimal quantity)
    {
        var own = After(0).ToList();
        var filled = own.OfType<OrderFilled>().Where(e => e.OrderId == id).Sum(e => e.Quantity);
        if (own.OfType<OrderCanceled>().Any(e => e.OrderId == id)) return "Canceled";
        if (own.OfType<OrderExpired>().Any(e => e.OrderId == id)) return "Expired";
        if (own.OfType<OrderRejected>().Any(e => e.OrderId == id)) return "Rejected";
        if (filled >= quantity) return "Filled";
        return filled > 0m ? "PartiallyFilled" : own.OfType<OrderAcknowledged>().Any(e => e.OrderId == id) ? "Working" : "Approved";
    }

    private string Filled(OrderId id)
    {
        var own = _events.Select(told => told.Event).OfType<OrderFilled>().Where(e => e.OrderId == id).ToList();
        var quantity = own.Sum(e => e.Quantity);
        return $"{Number(quantity)} at {(quantity == 0m ? "-" : Number(Math.Round(own.Sum(e => e.Quantity * e.Price) / quantity, 8)))} for {Number(own.Sum(e => e.Commission))}";
    }

    private IEnumerable<IAccountEvent> After(long position) => _events.Where(told => told.Position > position).Select(told => told.Event);

    private static (string Name, string Version) StrategyOf(OrderDecided decided) => (decided.Request.Strategy, decided.Request.StrategyVersion);
}
