using Portcullis.Domain.Accounts;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Orders;
using Portcullis.Reports.Records;

namespace Portcullis.Reports.Folding;

internal sealed partial class ReportFold
{
    private void Decided(OrderDecided e)
    {
        var order = Record(e);
        Put(order);
        if (order is { Replaces.Length: > 0, Status: OrderStatus.Approved })
            Change(new OrderId(order.Replaces), e.At, o => o with { PendingBy = order.OrderId, PendingQuantity = o.GrossFilled + e.ApprovedQuantity });
        Today(day => Counted(day with { Orders = day.Orders + 1 }, e.Verdict));
        Judged(e);
        Evidence(new StrategyName(e.Request.Strategy, e.Request.StrategyVersion), evidence => Counted(evidence, e));
        if (e.Verdict == Verdict.Rejected)
            foreach (var violation in e.Violations.Where(violation => violation.Blocks))
                Rejected(new StrategyName(e.Request.Strategy, e.Request.StrategyVersion), violation.Code);
    }

    private OrderRecord Record(OrderDecided e)
    {
        var approved = e.Verdict is Verdict.Approved or Verdict.Resized && e.ApprovedQuantity > 0m;
        var protects = approved && e.Replaces is null && e.Exposure is not (Exposure.Reducing or Exposure.Closing);
        return new OrderRecord
        {
            OrderId = e.OrderId.Value,
            Account = _account,
            ClientOrderId = e.Request.ClientOrderId.Value,
            Origin = OrderOrigin.Client,
            Strategy = e.Request.Strategy,
            StrategyVersion = e.Request.StrategyVersion,
            Symbol = e.Request.Symbol,
            Side = e.Request.Side,
            Type = e.Request.Type,
            Quantity = e.Request.Quantity,
            ApprovedQuantity = e.ApprovedQuantity,
            LimitPrice = e.Request.LimitPrice,
            StopPrice = e.Request.StopPrice,
            Verdict = e.Verdict,
            FailedRules = [.. e.Violations.Select(violation => violation.Code)],
            RuleSet = e.RuleSet,
            Replaces = e.Replaces?.Value ?? "",
            Status = approved ? OrderStatus.Approved : e.Verdict == Verdict.Held ? OrderStatus.Held : OrderStatus.Rejected,
            SessionDate = Account.SessionDate,
            DecidedAt = e.At,
            ChangedAt = e.At,
            Position = _position,
            ChangedPosition = _position,
            WorkingQuantity = e.ApprovedQuantity,
            BracketStop = protects ? e.Request.Bracket?.StopPrice : null,
            BracketTarget = protects ? e.Request.Bracket?.TakeProfitPrice : null,
        };
    }

    private static AccountDay Counted(AccountDay day, Verdict verdict) => verdict switch
    {
        Verdict.Approved => day with { Approved = day.Approved + 1 },
        Verdict.Resized => day with { Resized = day.Resized + 1 },
        Verdict.Held => day with { Held = day.Held + 1 },
        _ => day with { Rejected = day.Rejected + 1 },
    };

    private static StrategyEvidence Counted(StrategyEvidence evidence, OrderDecided e) => evidence with
    {
        Decisions = evidence.Decisions + 1,
        Approved = evidence.Approved + (e.Verdict == Verdict.Approved ? 1 : 0),
        Resized = evidence.Resized + (e.Verdict == Verdict.Resized ? 1 : 0),
        Held = evidence.Held + (e.Verdict == Verdict.Held ? 1 : 0),
        Rejected = evidence.Rejected + (e.Verdict == Verdict.Rejected ? 1 : 0),
        Errors = evidence.Errors + (e.Violations.Any(violation => violation.Error) ? 1 : 0),
        FirstDecisionAt = evidence.FirstDecisionAt ?? e.At,
        LastDecisionAt = e.At,
    };

    private void Judged(OrderDecided e)
    {
        var alone = e.Verdict == Verdict.Rejected && e.Violations.Count(violation => violation.Blocks) == 1;
        foreach (var failed in e.Violations)
        {
            Rule(failed.Code, rule => Named(rule, failed.Rule) with
            {
                Evaluated = rule.Evaluated + 1,
                Failed = rule.Failed + 1,
                Errors = rule.Errors + (failed.Error ? 1 : 0),
                RejectedAlone = rule.RejectedAlone + (alone && failed.Blocks ? 1 : 0),
                LargestExcess = failed.OverBy is { } over && !(over <= rule.LargestExcess) ? over : rule.LargestExcess,
            });
        }

        foreach (var held in e.Headroom)
        {
            Rule(held.Code, rule => rule with
            {
                Evaluated = rule.Evaluated + 1,
                SmallestHeadroom = !(held.Slack >= rule.SmallestHeadroom) ? held.Slack : rule.SmallestHeadroom,
            });
        }
    }

    private void Rule(string code, Func<RuleOutcome, RuleOutcome> change)
    {
        var date = Account.SessionDate;
        rows.Rules.Put(change(rows.Rules.Find((_account, date, code)) ?? new RuleOutcome { Account = _account, Profile = Account.Profile, SessionDate = date, Code = code }));
    }

    private static RuleOutcome Named(RuleOutcome outcome, string rule) => rule.Length == 0 ? outcome : outcome with { Rule = rule };

    private void Evidence(StrategyName strategy, Func<StrategyEvidence, StrategyEvidence> change)
    {
        var currency = Account.Currency;
        rows.Evidence.Put(change(
            rows.Evidence.Find((strategy, currency)) ?? new StrategyEvidence { Strategy = strategy.Name, Version = strategy.Version, Currency = currency }));
    }

    private void Rejected(StrategyName strategy, string code)
    {
        var row = rows.Rejections.Find((strategy, Account.Currency, code)) ?? new RejectionRow(strategy, Account.Currency, code, 0);
        rows.Rejections.Put(row with { Count = row.Count + 1 });
    }
}
