using Portcullis.Domain.Accounts;
using Portcullis.Domain.Instruments;
using Portcullis.Domain.Market;
using Portcullis.Domain.Orders;
using Portcullis.Domain.Sessions;

namespace Portcullis.Brokers.Paper;

/// <summary>
/// All accounts' working orders in one symbol, sorted so that a message touches only what it can fill: limits from the best price on, stops from
/// the nearest on, and orders that wait for any market. Equal prices keep the order of arrival.
/// </summary>
internal sealed class SymbolBook(Instrument instrument, TradingCalendar calendar, PaperBrokerOptions options)
{
    private static readonly Comparer<Place> Rising = Comparer<Place>.Create((a, b) => Compare(a, b, a.Price.CompareTo(b.Price)));
    private static readonly Comparer<Place> Falling = Comparer<Place>.Create((a, b) => Compare(a, b, b.Price.CompareTo(a.Price)));

    private readonly SortedSet<Place> _waiting = new(Rising);
    private readonly SortedSet<Place> _buyLimits = new(Falling);
    private readonly SortedSet<Place> _sellLimits = new(Rising);
    private readonly SortedSet<Place> _buyStops = new(Rising);
    private readonly SortedSet<Place> _sellStops = new(Falling);
    private readonly Dictionary<(AccountId, OrderId), (SortedSet<Place> Side, Place Place)> _places = [];
    private MarketMoment? _moment;
    private DateTimeOffset? _quotedAt;
    private decimal? _settlement;
    private OpenInterval? _opening;

    public Instrument Instrument => instrument;

    public bool IsEmpty => _places.Count == 0;

    /// <summary>Where an order stands in its queue.</summary>
    internal readonly record struct Place(decimal Price, DateTimeOffset Since, AccountId Account, long Arrival, OrderId Order);

    public void Remove(AccountId account, OrderId order)
    {
        if (_places.Remove((account, order), out var at)) at.Side.Remove(at.Place);
    }

    public void Put(AccountId account, PaperOrder order)
    {
        Remove(account, order.Id);
        var (side, price) = (order.ActsAs, order.Side) switch
        {
            (OrderType.Limit, Side.Buy) => (_buyLimits, order.LimitPrice!.Value),
            (OrderType.Limit, _) => (_sellLimits, order.LimitPrice!.Value),
            (OrderType.Stop or OrderType.StopLimit, Side.Buy) => (_buyStops, order.StopPrice!.Value),
            (OrderType.Stop or OrderType.StopLimit, _) => (_sellStops, order.StopPrice!.Value),
            _ => (_waiting, 0m),
        };
        var place = new Place(price, order.Since, account, order.Arrival, order.Id);
        side.Add(place);
        _places[(account, order.Id)] = (side, place);
    }

    /// <summary>Takes the market's new view. While it is halted, in doubt or without a quote nothing can deal.</summary>
    public MarketMoment? Take(MarketView view, BarRange? range)
    {
        _quotedAt = view.QuotedAt;
        if (view is { Doubt: MarkDoubt.None, Mid: { } mid }) _settlement = Math.Round(mid / instrument.TickSize, MidpointRounding.ToEven) * instrument.TickSize;
        return _moment = view is { Halted: false, Doubt: MarkDoubt.None, Bid: { } bid, Ask: { } ask }
            ? new MarketMoment(instrument, bid, ask, view.BidSize, view.AskSize, range, options)
            : null;
    }

    /// <summary>The market that a request of this moment can deal with; null when there is none, it is closed, or its quote is too old.</summary>
    public MarketMoment? MarketAt(DateTimeOffset now) => IsOpen(now) && _quotedAt is { } quotedAt && now - quotedAt <= options.QuoteGoodFor ? _moment : null;

    public Listing ListingAt(DateTimeOffset now) => new(instrument, calendar, IsOpen(now), _settlement);

    public bool IsOpen(DateTimeOffset now)
    {
        if (_opening is { } last && last.Contains(now)) return true;
        _opening = calendar.OpeningAt(now);
        return _opening is not null;
    }

    /// <summary>Orders that this market may fill or trigger: those that wait for any, then stops before limits, each side from the nearest price on.</summary>
    public List<Place> Candidates(MarketMoment market)
    {
        var found = new List<Place>(_waiting);
        var (high, low, spread) = market.Range is { } range ? (range.High, range.Low, range.Spread) : (market.Bid, market.Ask, 0m);
        var (buyersHigh, buyersLow) = (Math.Max(market.Ask, high + spread), Math.Min(market.Ask, low + spread));
        var (sellersHigh, sellersLow) = (Math.Max(market.Bid, high), Math.Min(market.Bid, low));
        AddWhile(found, _buyStops, price => price <= buyersHigh);
        AddWhile(found, _sellStops, price => price >= sellersLow);
        AddWhile(found, _buyLimits, price => price >= buyersLow);
        AddWhile(found, _sellLimits, price => price <= sellersHigh);
        return found;
    }

    private static void AddWhile(List<Place> found, SortedSet<Place> side, Func<decimal, bool> reaches)
    {
        foreach (var place in side)
        {
            if (!reaches(place.Price)) return;
            found.Add(place);
        }
    }

    private static int Compare(in Place a, in Place b, int byPrice)
    {
        if (byPrice != 0) return byPrice;
        if (a.Since.CompareTo(b.Since) is var bySince and not 0) return bySince;
        if (a.Account.CompareTo(b.Account) is var byAccount and not 0) return byAccount;
        return a.Arrival.CompareTo(b.Arrival) is var byArrival and not 0 ? byArrival : a.Order.CompareTo(b.Order);
    }
}
