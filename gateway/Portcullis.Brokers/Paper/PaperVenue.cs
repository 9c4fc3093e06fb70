using Portcullis.Domain.Accounts;
using Portcullis.Domain.Instruments;
using Portcullis.Domain.Market;

namespace Portcullis.Brokers.Paper;

/// <summary>
/// Everything in memory: accounts, books and expiries, kept in step with each other. Decides nothing itself and does no I/O; whoever holds it
/// locks it, and hands each turn's events to <paramref name="record"/> before they take effect here.
/// </summary>
internal sealed class PaperVenue(InstrumentCatalog catalog, PaperBrokerOptions options, PaperFences fences, Action<AccountSlot, Turn> record)
{
    private readonly Dictionary<AccountId, AccountSlot> _accounts = [];
    private readonly Dictionary<string, SymbolBook> _books = new(StringComparer.Ordinal);
    private readonly SortedSet<(DateTimeOffset At, AccountId Account, OrderId Order)> _expiries = [];

    public IEnumerable<AccountSlot> Accounts => _accounts.Values;

    public AccountSlot SlotOf(AccountId account)
    {
        if (!_accounts.TryGetValue(account, out var slot)) _accounts.Add(account, slot = new AccountSlot(account));
        return slot;
    }

    public SymbolBook? BookOf(string symbol)
    {
        if (_books.TryGetValue(symbol, out var book)) return book;
        if (catalog.Find(symbol) is not { } instrument) return null;
        if (!_books.TryGetValue(instrument.Symbol, out book)) _books.Add(instrument.Symbol, book = new SymbolBook(instrument, catalog.CalendarOf(instrument), options));
        _books[symbol] = book;
        return book;
    }

    /// <summary>Puts a state read from the ledger in place of what memory held.</summary>
    public void Restore(AccountSlot slot, PaperAccount state)
    {
        foreach (var order in slot.State.Working.Values) Unindex(slot.Id, order);
        foreach (var order in state.Working.Values) Index(slot.Id, order);
        (slot.State, slot.Recorded, slot.IsStale) = (state, state, false);
    }

    public void Place(BrokerOrder order, DateTimeOffset now)
    {
        var book = BookOf(order.Symbol);
        var (fenceVersion, fenced) = FencedBy(order.Approval, order.Account, order.Symbol, book);
        Run(SlotOf(order.Account), now, turn => MatchingEngine.Place(turn, order, fenced, book?.ListingAt(now), book?.MarketAt(now)), order.Id.Value, fenceVersion);
    }

    public void Withdraw(BrokerOrder order, string reason, DateTimeOffset now)
    {
        var (fenceVersion, fenced) = FencedBy(order.Approval, order.Account, order.Symbol, BookOf(order.Symbol));
        Run(SlotOf(order.Account), now, turn => MatchingEngine.Withdraw(turn, order, fenced, reason), order.Id.Value, fenceVersion);
    }

    public void Replace(BrokerReplace change, DateTimeOffset now)
    {
        var slot = SlotOf(change.Account);
        var order = slot.State.Find(change.Id);
        var book = order is null ? null : BookOf(order.Symbol);
        var (fenceVersion, fenced) = order is null || order.IsOnlyReducedBy(change) ? (null, null) : FencedBy(change.Approval, change.Account, order.Symbol, book);
        Run(slot, now, turn => MatchingEngine.Replace(turn, change, fenced, book?.Instrument, book?.MarketAt(now)), change.Change.Value, fenceVersion);
    }

    public void Cancel(AccountId account, OrderId order, DateTimeOffset now) => Run(SlotOf(account), now, turn => MatchingEngine.Cancel(turn, order));

    public void Bust(BrokerExecution fill, DateTimeOffset now) => Run(
        SlotOf(fill.Account), now, turn => turn.Emit(new PaperFillBusted(fill.Order, fill.ExecutionId, fill.Quantity, fill.Price ?? 0m, fill.Commission)), $"bust:{fill.ExecutionId}");

    /// <summary>Takes a symbol's new market and fills what it reaches. A bar counts for the time it covers, also when it ends with the session.</summary>
    public void OnMarket(MarketView view, BarRange? range, DateTimeOffset now)
    {
        if (BookOf(view.Symbol) is not { } book) return;
        var at = range?.From ?? now;
        Expire(at, now);
        var market = book.Take(view, range);
        if (market is not null && !book.IsEmpty && book.IsOpen(at)) Match(book, market, now);
        market?.EndBar();
        Expire(now, now);
    }

    /// <summary>Ends orders whose time has run out by <paramref name="until"/>.</summary>
    public void Expire(DateTimeOffset until, DateTimeOffset now)
    {
        while (_expiries.Count > 0 && _expiries.Min is var due && due.At <= until)
        {
            var slot = SlotOf(due.Account);
            if (slot.IsStale) return;
            Run(slot, now, turn => MatchingEngine.Expire(turn, due.Order));
            if (_expiries.Contains(due)) return;
        }
    }

    private void Match(SymbolBook book, MarketMoment market, DateTimeOffset now)
    {
        for (var round = 0; round < Limits.MatchingRounds; round++)
        {
            var matched = false;
            foreach (var place in book.Candidates(market))
            {
                var slot = SlotOf(place.Account);
                if (slot.IsStale || slot.State.Find(place.Order) is not { } order) continue;
                matched |= Run(slot, now, turn => MatchingEngine.Match(turn, order, market));
            }

            market.EndBar();
            if (!matched) return;
        }
    }

    // Read before the fences themselves: what is raised in between is met by the ledger's check.
    private (long? Version, string? Refusal) FencedBy(Approval approval, AccountId account, string symbol, SymbolBook? book) =>
        approval.OnlyReduces ? (null, null) : (fences.Version, fences.RefusalOf(approval, account, symbol, book?.Instrument));

    private bool Run(AccountSlot slot, DateTimeOffset now, Action<Turn> decide, string? key = null, long? fenceVersion = null)
    {
        var turn = new Turn(slot.State, options, now) { Key = key, FenceVersion = fenceVersion };
        decide(turn);
        if (turn.Events.Count == 0) return false;

        record(slot, turn);
        foreach (var id in turn.Events.Select(e => e.Order).Distinct())
        {
            if (slot.State.Find(id) is { } before) Unindex(slot.Id, before);
            if (turn.Account.Find(id) is { } after) Index(slot.Id, after);
        }

        slot.State = turn.Account;
        return true;
    }

    private void Index(AccountId account, PaperOrder order)
    {
        BookOf(order.Symbol)?.Put(account, order);
        if (order.ExpiresAt is { } expires) _expiries.Add((expires, account, order.Id));
    }

    private void Unindex(AccountId account, PaperOrder order)
    {
        BookOf(order.Symbol)?.Remove(account, order.Id);
        if (order.ExpiresAt is { } expires) _expiries.Remove((expires, account, order.Id));
    }
}
