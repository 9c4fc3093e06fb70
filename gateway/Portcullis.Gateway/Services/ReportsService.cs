using Grpc.Core;
using Portcullis.Gateway.Access;
using Portcullis.Gateway.Validation;
using Portcullis.Grains;
using Portcullis.Journal;
using Portcullis.Journal.Projections;
using Portcullis.Reports;
using Portcullis.Reports.Reading;
using Portcullis.V1;
using AccountId = Portcullis.Domain.Accounts.AccountId;
using Limits = Portcullis.Reports.Limits;
using ReportsBase = Portcullis.V1.Reports.ReportsBase;
using Role = Portcullis.Domain.Access.Role;

namespace Portcullis.Gateway.Services;

public sealed class ReportsService(ReportReader reports, ReadModels models, IJournal journal, RequestValidation validation) : ReportsBase
{
    private static readonly Role[] Readers = [Role.Trader, Role.Viewer, Role.Operator, Role.Auditor];

    // Any node may be the one that folds: how far the model is stands in the database alone, and is asked for there.
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    public override async Task<ListOrdersReply> ListOrders(ListOrdersRequest request, ServerCallContext context)
    {
        Caller.Demand(context, Readers);
        validation.Check(request);
        var filter = new OrderFilter
        {
            Accounts = Accounts(context, request.AccountId),
            Symbol = Given(request.Symbol),
            Strategy = Given(request.Strategy),
            Rule = Given(request.Rule),
            Verdict = request.Verdict == Verdict.Unspecified ? null : (Domain.Accounts.Verdict)(int)request.Verdict,
            From = request.From?.ToDateTimeOffset(),
            Until = request.Until?.ToDateTimeOffset(),
            After = PageTokens.Orders(request.PageToken),
            Rows = Rows(request.PageSize),
        };
        var answer = await AnswerAsync(request.CaughtUp, ct => reports.OrdersAsync(filter, ct), context);
        var reply = new ListOrdersReply { Place = Place(answer, filter.Accounts, filter.Rows, last => PageTokens.Of(new OrderMark(last.Position, last.OrderId))) };
        reply.Orders.AddRange(answer.Value.Select(ReportMessages.Order));
        return reply;
    }

    public override async Task<ListRuleOutcomesReply> ListRuleOutcomes(ListRuleOutcomesRequest request, ServerCallContext context)
    {
        Caller.Demand(context, Readers);
        validation.Check(request);
        var filter = Days(context, request.AccountId, request.FromDate, request.ToDate, request.PageSize, request.PageToken) with { Rule = Given(request.Rule) };
        var answer = await AnswerAsync(request.CaughtUp, ct => reports.RulesAsync(filter, ct), context);
        var reply = new ListRuleOutcomesReply { Place = Place(answer, filter.Accounts, filter.Rows, last => PageTokens.Of(new DayMark(last.SessionDate, last.Account, last.Code))) };
        reply.Outcomes.AddRange(answer.Value.Select(ReportMessages.Outcome));
        return reply;
    }

    public override async Task<ListAccountDaysReply> ListAccountDays(ListAccountDaysRequest request, ServerCallContext context)
    {
        Caller.Demand(context, Readers);
        validation.Check(request);
        var filter = Days(context, request.AccountId, request.FromDate, request.ToDate, request.PageSize, request.PageToken);
        var answer = await AnswerAsync(request.CaughtUp, ct => reports.DaysAsync(filter, ct), context);
        var reply = new ListAccountDaysReply { Place = Place(answer, filter.Accounts, filter.Rows, last => PageTokens.Of(new DayMark(last.SessionDate, last.Account, ""))) };
        reply.Days.AddRange(answer.Value.Select(ReportMessages.Day));
        return reply;
    }

    public override async Task<ListEvidenceReply> ListEvidence(ListEvidenceRequest request, ServerCallContext context)
    {
        var caller = Caller.Demand(context, Readers);
        // It is of all accounts at once: who may not see each of them may not see their sum.
        if (!caller.CoversAll) Caller.Demand(context, Role.Auditor);
        validation.Check(request);
        var filter = new EvidenceFilter
        {
            Strategy = Given(request.Strategy),
            Version = Given(request.Version),
            After = PageTokens.Evidence(request.PageToken),
            Rows = Rows(request.PageSize),
        };
        var answer = await AnswerAsync(request.CaughtUp, ct => reports.EvidenceAsync(filter, ct), context);
        var reply = new ListEvidenceReply { Place = Place(answer, null, filter.Rows, last => PageTokens.Of(new EvidenceMark(last.Strategy, last.Version, last.Currency))) };
        reply.Evidence.AddRange(answer.Value.Select(ReportMessages.Evidence));
        return reply;
    }

    public override async Task<ListModelsReply> ListModels(ListModelsRequest request, ServerCallContext context)
    {
        Caller.Demand(context, Readers);
        return await ListAsync(context.CancellationToken);
    }

    public override async Task<ListEventsAsideReply> ListEventsAside(ListEventsAsideRequest request, ServerCallContext context)
    {
        // They name accounts.
        if (!Caller.Demand(context, Role.Operator, Role.Auditor).CoversAll) Caller.Demand(context, Role.Auditor);
        var builds = await models.ListAsync(request.Name, context.CancellationToken);
        if (builds.Count == 0 && request.Name != ReportsModel.Current.Name) throw Errors.ModelUnknown(request.Name);
        var reply = new ListEventsAsideReply();
        foreach (var build in builds.Where(build => build.Aside > 0))
            reply.Events.AddRange((await models.AsideAsync(build, context.CancellationToken)).Select(aside => ReportMessages.Aside(build, aside)));
        return reply;
    }

    public override async Task<ReadModel> RebuildModel(RebuildModelRequest request, ServerCallContext context)
    {
        Caller.Demand(context, Role.Operator);
        if (request.Name != ReportsModel.Current.Name) throw Errors.ModelUnknown(request.Name);
        var build = await models.RebuildAsync(ReportsModel.Current, context.CancellationToken);
        return (await ListAsync(context.CancellationToken)).Models.Single(model => model.Name == request.Name && model.Version == ReportsModel.Current.Version && model.Build == build);
    }

    public override async Task<ListModelsReply> DropModel(DropModelRequest request, ServerCallContext context)
    {
        Caller.Demand(context, Role.Operator);
        var listed = await ListAsync(context.CancellationToken);
        var name = FormattableString.Invariant($"{request.Name} version {request.Version} build {request.Build}");
        var model = listed.Models.FirstOrDefault(model => model.Name == request.Name && model.Version == request.Version && model.Build == request.Build) ?? throw Errors.ModelUnknown(name);
        if (model.Serving) throw Errors.ModelServes(request.Name);
        await models.DropAsync(request.Name, request.Version, request.Build, context.CancellationToken);
        return await ListAsync(context.CancellationToken);
    }

    private async Task<ListModelsReply> ListAsync(CancellationToken ct)
    {
        var builds = await models.ListAsync(ct: ct);
        var serving = ReadModels.Serving(ReportsModel.Current, builds.Where(build => build.Name == ReportsModel.Current.Name));
        var reply = new ListModelsReply();
        reply.Models.AddRange(builds.Select(build => ReportMessages.Model(build, build == serving)));
        return reply;
    }

    /// <summary>What the model says; where that is asked for, once it holds all that was committed when the question came.</summary>
    private async Task<ModelAnswer<T>> AnswerAsync<T>(bool caughtUp, Func<CancellationToken, Task<ModelAnswer<T>>> ask, ServerCallContext context)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        patience.CancelAfter(Limits.QueryTime);
        var until = caughtUp ? await journal.HeadAsync(patience.Token) : 0;
        var held = 0L;
        try
        {
            while (true)
            {
                try
                {
                    var answer = await ask(patience.Token);
                    if (answer.Position >= until) return answer;
                    held = answer.Position;
                }
                catch (ModelNotReadyException) when (caughtUp)
                {
                    // It is being built; who is ready to wait for the newest events waits for all.
                }

                await Task.Delay(Look, TimeProvider.System, patience.Token);
            }
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            throw new ModelNotReadyException(FormattableString.Invariant($"The reports hold {held:N0} of {until:N0} events after {Limits.QueryTime.TotalSeconds:N0} s. Ask again later, or without caught_up."));
        }
    }

    private static DayFilter Days(ServerCallContext context, string account, string from, string to, int rows, string token) => new()
    {
        Accounts = Accounts(context, account),
        From = ReportFields.Date(from),
        To = ReportFields.Date(to),
        After = PageTokens.Days(token),
        Rows = Rows(rows),
    };

    /// <summary>The accounts that a caller may ask about; null for all.</summary>
    private static IReadOnlyList<string>? Accounts(ServerCallContext context, string account)
    {
        var caller = Caller.Of(context);
        if (account.Length > 0)
        {
            Caller.Demand(context, account, Readers);
            return [account];
        }

        return caller.CoversAll || caller.Has(Role.Auditor) ? null : caller.Accounts;
    }

    /// <param name="accounts">Those that were asked about; null for all.</param>
    private static ReportPlace Place<T>(ModelAnswer<IReadOnlyList<T>> answer, IReadOnlyList<string>? accounts, int rows, Func<T, string> token)
    {
        var place = new ReportPlace { Position = answer.Position, Head = answer.Head, NextPageToken = answer.Value.Count < rows ? "" : token(answer.Value[^1]) };
        place.IncompleteAccounts.AddRange(answer.Incomplete.Select(Streams.AccountOf).OfType<AccountId>().Select(account => account.Value).Where(account => accounts?.Contains(account) ?? true));
        return place;
    }

    private static int Rows(int asked) => asked == 0 ? Limits.DefaultPageRows : asked;

    private static string? Given(string text) => text.Length == 0 ? null : text;
}
