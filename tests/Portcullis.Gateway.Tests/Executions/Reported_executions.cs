using Google.Rpc;
using Grpc.Core;
using Portcullis.Client;
using Portcullis.Gateway.Testing;

namespace Portcullis.Gateway.Tests.Executions;

/// <summary>Accounts at an external broker: approved orders are sent by the client, and what came of them is reported here, in whatever order and however often.</summary>
public sealed class Reported_executions(GatewayFixture fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Executions_count_once_however_often_they_are_reported()
    {
        var (account, order) = await ApprovedAsync(2m);
        Execution[] executions = [Of(account, order, "e-1", ExecutionKind.Acknowledged), Of(account, order, "e-2", ExecutionKind.Fill, 1m), Of(account, order, "e-3", ExecutionKind.Fill, 1m)];

        var first = await fixture.Admin.Executions.ReportAsync([.. executions, executions[1]], Ct);
        var second = await fixture.Admin.Executions.ReportAsync(executions, Ct);

        (first.Applied, first.Duplicates).ShouldBe((3, 1));
        (second.Applied, second.Duplicates).ShouldBe((0, 3));
        var state = await fixture.Admin.Accounts.GetAsync(account, Ct);
        state.PositionIn(Market.Symbol).ShouldBe(2m);
        state.WorkingOrders.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_fill_may_come_before_its_acknowledgement_and_after_its_cancel()
    {
        var (account, order) = await ApprovedAsync(3m);

        await fixture.Admin.Executions.ReportAsync(
            [
                Of(account, order, "e-2", ExecutionKind.Fill, 1m),
                Of(account, order, "e-1", ExecutionKind.Acknowledged),
                Of(account, order, "e-4", ExecutionKind.Canceled, 1m),
                Of(account, order, "e-3", ExecutionKind.Fill, 1m),
            ],
            Ct);

        var state = await fixture.Admin.Accounts.GetAsync(account, Ct);
        state.PositionIn(Market.Symbol).ShouldBe(2m);
        state.WorkingOrders.ShouldBeEmpty();
        state.Status.ShouldBe(AccountStatus.Active);
    }

    [Fact]
    public async Task A_fill_for_an_unknown_order_locks_entries_until_a_person_has_looked()
    {
        var (account, order) = await ApprovedAsync(2m);
        await fixture.Admin.Executions.ReportAsync([Of(account, order, "e-1", ExecutionKind.Fill, 2m)], Ct);

        var reported = await fixture.Admin.Executions.ReportAsync([Of(account, "not-ours", "e-2", ExecutionKind.Fill, 5m)], Ct);

        reported.UnknownOrderIds.ShouldBe(["not-ours"]);
        (await fixture.Admin.Accounts.GetAsync(account, Ct)).Status.ShouldBe(AccountStatus.ReduceOnly);
        var entry = await fixture.Admin.Orders.SubmitAsync(Market.Buy(account, "entry"), Ct);
        entry.Violations.Select(v => v.Code).ShouldBe(["ACCOUNT_REDUCE_ONLY"]);
        (await fixture.Admin.Orders.SubmitAsync(Market.Sell(account, "exit"), Ct)).Verdict.ShouldBe(Verdict.Approved);

        await fixture.Admin.Controls.ResumeAsync(Scope.Account(account), "compared with the broker", Ct);

        (await fixture.Admin.Orders.SubmitAsync(Market.Buy(account, "entry-2"), Ct)).Verdict.ShouldBe(Verdict.Approved);
    }

    [Fact]
    public async Task A_busted_fill_is_taken_back_once()
    {
        var (account, order) = await ApprovedAsync(2m);
        var fill = Of(account, order, "e-1", ExecutionKind.Fill, 2m);
        await fixture.Admin.Executions.ReportAsync([fill], Ct);
        var bust = fill with { ExecutionId = "b-1", Kind = ExecutionKind.Busted, BustedExecutionId = "e-1" };

        await fixture.Admin.Executions.ReportAsync([bust, bust], Ct);
        await fixture.Admin.Executions.ReportAsync([bust with { ExecutionId = "b-2" }], Ct);

        var state = await fixture.Admin.Accounts.GetAsync(account, Ct);
        state.PositionIn(Market.Symbol).ShouldBe(0m);
        state.Balance.ShouldBe(state.StartBalance);
    }

    [Fact]
    public async Task An_execution_id_that_comes_again_with_other_content_is_refused_and_locks_entries()
    {
        var (account, order) = await ApprovedAsync(3m);
        var fill = Of(account, order, "e-1", ExecutionKind.Fill, 1m);
        await fixture.Admin.Executions.ReportAsync([fill], Ct);

        for (var time = 0; time < 2; time++)
        {
            var refused = await Should.ThrowAsync<ConflictException>(() => fixture.Admin.Executions.ReportAsync([fill with { Quantity = 2m }], Ct));
            refused.Reason.ShouldBe("EXECUTION_ID_REUSED");
        }

        var state = await fixture.Admin.Accounts.GetAsync(account, Ct);
        state.PositionIn(Market.Symbol).ShouldBe(1m);
        state.Status.ShouldBe(AccountStatus.ReduceOnly);
        await fixture.Admin.Controls.ResumeAsync(Scope.Account(account), "compared with the broker", Ct);
        await Should.ThrowAsync<ConflictException>(() => fixture.Admin.Executions.ReportAsync([fill with { Quantity = 2m }], Ct));
        (await fixture.Admin.Accounts.GetAsync(account, Ct)).Status.ShouldBe(AccountStatus.Active);
    }

    [Fact]
    public async Task What_a_person_reports_for_a_paper_account_is_no_execution_of_the_paper_broker()
    {
        var account = await fixture.OpenAsync();
        var working = await fixture.Admin.Orders.SubmitAsync(Market.Buy(account, "order", 2m, limit: 160m), Ct);
        var fill = Of(account, working.OrderId, "1", ExecutionKind.Fill, 1m);

        (await fixture.Admin.Executions.ReportAsync([fill], Ct)).Applied.ShouldBe(1);
        (await fixture.Admin.Executions.ReportAsync([fill], Ct)).Duplicates.ShouldBe(1);

        (await fixture.Admin.Accounts.GetAsync(account, Ct)).PositionIn(Market.Symbol).ShouldBe(1m);
        var told = fixture.Admin.Executions.WatchAsync(account, 0, Ct);
        (await told.FirstAsync(e => e.Kind == ExecutionKind.Fill, Ct)).ExecutionId.ShouldBe("reported-1");
    }

    [Fact]
    public async Task Malformed_executions_are_refused_together_and_none_is_taken()
    {
        var (account, order) = await ApprovedAsync(1m);
        var good = new V1.Execution { AccountId = account, ExecutionId = "e-1", OrderId = order, Kind = V1.ExecutionKind.Fill, Quantity = "1", Price = "165", At = new() { Seconds = 1 } };
        var request = new V1.ReportRequest
        {
            Executions =
            {
                good,
                new V1.Execution(good) { ExecutionId = "" },
                new V1.Execution(good) { Quantity = "0" },
                new V1.Execution(good) { Price = "NaN" },
                new V1.Execution(good) { Kind = V1.ExecutionKind.Approved },
                new V1.Execution(good) { Kind = V1.ExecutionKind.Busted },
                new V1.Execution(good) { At = null },
                new V1.Execution(good) { Kind = V1.ExecutionKind.Canceled, Quantity = "x" },
                new V1.Execution(good) { Reason = "\0" },
            },
        };

        var refused = await Should.ThrowAsync<RpcException>(() =>
            new V1.Executions.ExecutionsClient(fixture.Shared.Channel).ReportAsync(request, fixture.Shared.AdminHeaders, cancellationToken: Ct).ResponseAsync);

        refused.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(v => v.Field).ShouldBe(
            ["executions[1].execution_id", "executions[2].quantity", "executions[3].price", "executions[4].kind", "executions[5].busted_execution_id", "executions[6].at", "executions[7].quantity", "executions[8].reason"]);
        (await fixture.Admin.Accounts.GetAsync(account, Ct)).PositionIn(Market.Symbol).ShouldBe(0m);
    }

    private async Task<(string Account, string Order)> ApprovedAsync(decimal quantity)
    {
        var account = await fixture.OpenAsync(broker: "external");
        var decision = await fixture.Admin.Orders.SubmitAsync(Market.Buy(account, "order", quantity), Ct);
        decision.Verdict.ShouldBe(Verdict.Approved);
        return (account, decision.OrderId);
    }

    private static Execution Of(string account, string order, string id, ExecutionKind kind, decimal? quantity = null) => new()
    {
        AccountId = account,
        ExecutionId = id,
        OrderId = order,
        Kind = kind,
        Symbol = Market.Symbol,
        Side = Side.Buy,
        Quantity = quantity,
        Price = kind == ExecutionKind.Fill ? 165m : null,
        At = Market.Start,
    };
}
