using System.Text;
using Portcullis.Domain;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Controls;
using Portcullis.Domain.Market;
using Portcullis.Domain.News;
using Portcullis.Domain.Orders;
using Portcullis.Gateway.Rules;
using Portcullis.Gateway.Services;
using Portcullis.Gateway.Testing;
using Portcullis.Journal;
using Portcullis.Markets.Reference;

namespace Portcullis.Gateway.Tests.Journals;

/// <summary>More decisions than are computed in one go, by more than one core, some of them altered.</summary>
public sealed class Auditing_many_decisions : IAsyncLifetime
{
    private const int Decisions = 1_700;
    private const int AtOnce = 100;

    private static readonly DateTimeOffset Morning = new(2026, 11, 17, 16, 0, 0, TimeSpan.Zero);
    private static readonly AccountId Account = new("many");

    private readonly TestPacks _packs = new();
    private readonly InMemoryJournal _journal = new();
    private readonly ReferenceData _reference = ReferenceData.Load(ReferenceData.DefaultFolder, Morning.Year);
    private RuleSetLibrary _library = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var book = RuleBookLoader.Load(_packs.Folder, name => _reference.Calendars.GetValueOrDefault(name));
        _library = new RuleSetLibrary(_journal, name => _reference.Calendars.GetValueOrDefault(name));
        await _library.KeepAsync(book, Ct);
        var context = new DecisionContext(Morning, book.Profiles[TestPacks.Tight], _reference.Catalog, MarketSnapshot.Empty, NewsCalendar.Unknown, ControlState.Empty);
        var state = AccountState.Empty;
        var events = new List<EventData>();
        foreach (var command in Commands())
        {
            var happened = AccountDecider.Decide(state, command, context).ShouldBeOfType<Outcome.Happened>().Events;
            events.AddRange(happened.Select(e => new EventData(EventCatalog.NameOf(e), Altered(e, EventCatalog.Write(e)))));
            state = state.Evolve(happened);
        }

        for (var done = 0; done < events.Count; done += AtOnce)
            (await _journal.AppendAsync(new Append(Portcullis.Grains.Streams.Of(Account), done, [.. events.Skip(done).Take(AtOnce)], Morning), Ct)).ShouldBeOfType<AppendResult.Accepted>();
    }

    public ValueTask DisposeAsync()
    {
        _packs.Dispose();
        return _journal.DisposeAsync();
    }

    private static IEnumerable<AccountCommand> Commands() =>
    [
        new OpenAccount(Account, TestPacks.Tight, null, null, "paper"),
        .. Enumerable.Range(0, Decisions).Select(n => new SubmitOrder(new OrderRequest
        {
            ClientOrderId = new ClientOrderId($"o{n}"), Symbol = "ESZ26", Side = Side.Buy, Type = OrderType.Limit, Quantity = 1 + (n % 20), LimitPrice = 6_000m,
        })),
    ];

    private static byte[] Altered(IAccountEvent happened, byte[] json)
    {
        if (happened is not OrderDecided decided) return json;
        var (from, to) = decided.Request.ClientOrderId.Value switch
        {
            "o7" => ("\"verdict\":\"Rejected\"", "\"verdict\":\"Held\""),
            "o600" => ("\"requestHash\"", "\"requestHush\""),
            "o1100" => ($"\"orderId\":\"{decided.OrderId}\"", "\"orderId\":\"many-3\""),
            "o1699" => ($"\"ruleSet\":\"{decided.RuleSet}\"", $"\"ruleSet\":\"{new string('0', 64)}\""),
            _ => ("", ""),
        };
        if (from.Length == 0) return json;
        var text = Encoding.UTF8.GetString(json);
        text.ShouldContain(from);
        return Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_is_computed_and_the_altered_ones_are_told_of_in_the_journals_order()
    {
        var steps = await new DecisionAudit(_journal, _library, _reference.Catalog).RunAsync(0, long.MaxValue, Ct).ToListAsync(Ct);
        steps.Sum(step => step.Decisions).ShouldBe(Decisions);
        steps.SelectMany(step => step.Findings).ShouldBe(
        [
            "position 9, account-many version 9: recorded as Held, but what failed is not for a person to allow",
            "position 602, account-many version 602: it can't be read: A recorded decision lacks its order's id, its request, the request's hash, its rule set or its facts.",
            "position 1102, account-many version 1102: the order's id is many-3, which another place in the journal has",
            $"position 1701, account-many version 1701: rule set {new string('0', 64)} is not in the journal",
        ]);
    }

    [Fact]
    public async Task A_part_of_them_is_what_lies_in_the_range() =>
        (await new DecisionAudit(_journal, _library, _reference.Catalog).RunAsync(600, 1_101, Ct).ToListAsync(Ct)).Sum(step => step.Decisions).ShouldBe(501);

    [Fact]
    public async Task It_ends_when_nobody_waits_for_it_any_more() =>
        (await new DecisionAudit(_journal, _library, _reference.Catalog).RunAsync(0, long.MaxValue, Ct).FirstAsync(Ct)).Decisions.ShouldBeGreaterThan(0);
}
