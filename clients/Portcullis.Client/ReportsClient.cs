using System.Runtime.CompilerServices;
using Google.Protobuf.WellKnownTypes;

namespace Portcullis.Client;

/// <summary>
/// What the journal amounts to: orders, rule outcomes, days and evidence. A question about one account needs a key that covers it; one about no
/// particular account is answered for all that the key covers. Each page says up to which position of the journal it is true.
/// </summary>
public sealed class ReportsClient
{
    private readonly Connection _connection;
    private readonly V1.Reports.ReportsClient _reports;

    internal ReportsClient(Connection connection)
    {
        _connection = connection;
        _reports = new V1.Reports.ReportsClient(connection.Invoker);
    }

    /// <summary>Orders with what became of them, the newest first.</summary>
    /// <exception cref="PortcullisException">FailedPrecondition with the reason REPORTS_NOT_READY: the reports are being built.</exception>
    public async Task<ReportPage<OrderReport>> OrdersAsync(OrderQuestion? question = null, CancellationToken cancellation = default)
    {
        var asked = question ?? new OrderQuestion();
        var request = new V1.ListOrdersRequest
        {
            AccountId = asked.AccountId ?? "",
            Symbol = asked.Symbol ?? "",
            Strategy = asked.Strategy ?? "",
            Rule = asked.Rule ?? "",
            Verdict = (V1.Verdict)(asked.Verdict ?? Verdict.Unspecified),
            From = asked.From?.ToTimestamp(),
            Until = asked.Until?.ToTimestamp(),
            PageSize = asked.PageSize,
            PageToken = asked.Page,
            CaughtUp = asked.CaughtUp,
        };
        var reply = await _connection.CallAsync(options => _reports.ListOrdersAsync(request, options), cancellation);
        return WireReports.Page(reply.Orders, WireReports.Order, reply.Place);
    }

    /// <summary>What each rule did, by account and trading day, the newest day first.</summary>
    /// <exception cref="PortcullisException">As <see cref="OrdersAsync"/>.</exception>
    public async Task<ReportPage<RuleOutcome>> RulesAsync(DayQuestion? question = null, CancellationToken cancellation = default)
    {
        var asked = question ?? new DayQuestion();
        var request = new V1.ListRuleOutcomesRequest
        {
            AccountId = asked.AccountId ?? "",
            FromDate = WireReports.Text(asked.From),
            ToDate = WireReports.Text(asked.To),
            Rule = asked.Rule ?? "",
            PageSize = asked.PageSize,
            PageToken = asked.Page,
            CaughtUp = asked.CaughtUp,
        };
        var reply = await _connection.CallAsync(options => _reports.ListRuleOutcomesAsync(request, options), cancellation);
        return WireReports.Page(reply.Outcomes, WireReports.Outcome, reply.Place);
    }

    /// <summary>The accounts' own trading days, the newest first.</summary>
    /// <exception cref="PortcullisException">As <see cref="OrdersAsync"/>.</exception>
    public async Task<ReportPage<AccountDay>> DaysAsync(DayQuestion? question = null, CancellationToken cancellation = default)
    {
        var asked = question ?? new DayQuestion();
        var request = new V1.ListAccountDaysRequest
        {
            AccountId = asked.AccountId ?? "",
            FromDate = WireReports.Text(asked.From),
            ToDate = WireReports.Text(asked.To),
            PageSize = asked.PageSize,
            PageToken = asked.Page,
            CaughtUp = asked.CaughtUp,
        };
        var reply = await _connection.CallAsync(options => _reports.ListAccountDaysAsync(request, options), cancellation);
        return WireReports.Page(reply.Days, WireReports.Day, reply.Place);
    }

    /// <summary>What each version of a strategy has done. Needs the auditor role, or a key that covers every account.</summary>
    /// <exception cref="PortcullisException">As <see cref="OrdersAsync"/>.</exception>
    public async Task<ReportPage<StrategyEvidence>> EvidenceAsync(EvidenceQuestion? question = null, CancellationToken cancellation = default)
    {
        var asked = question ?? new EvidenceQuestion();
        var request = new V1.ListEvidenceRequest
        {
            Strategy = asked.Strategy ?? "",
            Version = asked.Version ?? "",
            PageSize = asked.PageSize,
            PageToken = asked.Page,
            CaughtUp = asked.CaughtUp,
        };
        var reply = await _connection.CallAsync(options => _reports.ListEvidenceAsync(request, options), cancellation);
        return WireReports.Page(reply.Evidence, WireReports.Evidence, reply.Place);
    }

    /// <summary>Page after page, until there is no more.</summary>
    /// <param name="ask">Asks for the page that is handed in; empty is the first.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static async IAsyncEnumerable<ReportPage<T>> PagesAsync<T>(Func<string, Task<ReportPage<T>>> ask, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var next = "";
        do
        {
            cancellation.ThrowIfCancellationRequested();
            var page = await ask(next);
            yield return page;
            next = page.NextPage;
        }
        while (next.Length > 0);
    }

    /// <summary>The read models with how far each has got.</summary>
    public async Task<IReadOnlyList<ReadModel>> ModelsAsync(CancellationToken cancellation = default)
    {
        var reply = await _connection.CallAsync(options => _reports.ListModelsAsync(new V1.ListModelsRequest(), options), cancellation);
        return [.. reply.Models.Select(WireReports.Model)];
    }

    /// <summary>The events that builds of a model go on without, because they can't fold them; by build and position. Needs the operator or the auditor role.</summary>
    /// <exception cref="NotFoundException">No such model.</exception>
    public async Task<IReadOnlyList<EventAside>> AsideAsync(string name, CancellationToken cancellation = default)
    {
        var request = new V1.ListEventsAsideRequest { Name = name };
        var reply = await _connection.CallAsync(options => _reports.ListEventsAsideAsync(request, options), cancellation);
        return [.. reply.Events.Select(WireReports.Aside)];
    }

    /// <summary>Builds a model again beside the one that serves; readers move over when it has caught up. Needs the operator role.</summary>
    /// <returns>The new build; one that is still being built, where there is one.</returns>
    /// <exception cref="NotFoundException">No such model.</exception>
    public async Task<ReadModel> RebuildAsync(string name, CancellationToken cancellation = default)
    {
        var request = new V1.RebuildModelRequest { Name = name };
        return WireReports.Model(await _connection.CallAsync(options => _reports.RebuildModelAsync(request, options), cancellation));
    }

    /// <summary>Removes a build that readers do not use any more, with its tables. Needs the operator role.</summary>
    /// <returns>What is left.</returns>
    /// <exception cref="NotFoundException">No such build.</exception>
    /// <exception cref="PortcullisException">FailedPrecondition with the reason MODEL_SERVES: readers use it.</exception>
    public async Task<IReadOnlyList<ReadModel>> DropAsync(string name, int version, int build, CancellationToken cancellation = default)
    {
        var request = new V1.DropModelRequest { Name = name, Version = version, Build = build };
        var reply = await _connection.CallOnceAsync(options => _reports.DropModelAsync(request, options), cancellation);
        return [.. reply.Models.Select(WireReports.Model)];
    }
}
