using Grpc.Core;
using Portcullis.Client;
using Portcullis.Gateway.Testing;

namespace Portcullis.Gateway.Tests.Access;

/// <summary>A key for one account can't read or trade another, whatever the call; and a role does no more than its name says.</summary>
public sealed class One_account_and_another(GatewayFixture fixture)
{
    private static readonly Dictionary<string, Func<PortcullisClient, string, Task>> Calls = new()
    {
        ["Submit"] = (client, account) => client.Orders.SubmitAsync(Market.Buy(account, "x"), Ct),
        ["Preview"] = (client, account) => client.Orders.PreviewAsync(Market.Buy(account, "x"), Ct),
        ["Replace"] = (client, account) => client.Orders.ReplaceAsync(new() { AccountId = account, ClientOrderId = "y", OriginalClientOrderId = "x", Quantity = 2m }, Ct),
        ["Cancel"] = (client, account) => client.Orders.CancelAsync(account, "x", Ct),
        ["CancelAll"] = (client, account) => client.Orders.CancelAllAsync(account, cancellation: Ct),
        ["Flatten"] = (client, account) => client.Orders.FlattenAsync(account, reason: "test", cancellation: Ct),
        ["Open"] = (client, account) => client.Accounts.OpenAsync(account, TestPacks.Wide, cancellation: Ct),
        ["Get"] = (client, account) => client.Accounts.GetAsync(account, Ct),
        ["Watch"] = (client, account) => client.Accounts.WatchAsync(account, Ct).FirstAsync(Ct).AsTask(),
        ["Headroom"] = (client, account) => client.Accounts.HeadroomAsync(account, Market.Symbol, Side.Buy, Ct),
        ["Adjust"] = (client, account) => client.Accounts.AdjustAsync(account, "a-1", AdjustmentKind.Deposit, 1m, "test", Ct),
        ["Report"] = (client, account) => client.Executions.ReportAsync([Fill(account)], Ct),
        ["WatchExecutions"] = (client, account) => client.Executions.WatchAsync(account, 0, Ct).FirstAsync(Ct).AsTask(),
        ["ReadJournal"] = (client, account) => client.Journal.ReadAsync(account, cancellation: Ct).FirstAsync(Ct).AsTask(),
        ["HaltAccount"] = (client, account) => client.Controls.HaltAsync(Scope.Account(account), "test", Ct),
        ["HaltEverything"] = (client, _) => client.Controls.HaltAsync(Scope.Global, "test", Ct),
        ["ResumeInstrument"] = (client, _) => client.Controls.ResumeAsync(Scope.Instrument(Market.Symbol), "test", Ct),
        ["ReadWholeJournal"] = (client, _) => client.Journal.ReadAsync(cancellation: Ct).FirstAsync(Ct).AsTask(),
        ["CreateKey"] = (client, account) => client.Keys.CreateAsync("more", [Role.Trader], [account], cancellation: Ct),
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> CallNames => [.. Calls.Keys];

    [Theory]
    [MemberData(nameof(CallNames))]
    public async Task A_key_for_one_account_can_do_nothing_on_another(string call)
    {
        var (own, other) = (await fixture.OpenAsync(), await fixture.OpenAsync());
        var roles = call is "ReadWholeJournal" or "CreateKey" ? (Role[])[Role.Trader, Role.Viewer, Role.Feed, Role.Operator] : [Role.Trader, Role.Viewer, Role.Feed, Role.Operator, Role.Auditor];
        using var client = fixture.Shared.ClientWith(await fixture.Shared.KeyAsync(roles, [own], Ct));

        var refused = await Should.ThrowAsync<AccessDeniedException>(() => Calls[call](client, other));

        refused.Status.ShouldBe(StatusCode.PermissionDenied);
        (await fixture.Admin.Accounts.GetAsync(other, Ct)).Version.ShouldBe(1);
    }

    [Fact]
    public async Task On_the_stream_another_account_is_refused_and_the_own_one_goes_on()
    {
        var (own, other) = (await fixture.OpenAsync(), await fixture.OpenAsync());
        var key = await fixture.Shared.KeyAsync([Role.Trader], [own], Ct);
        using var call = new V1.OrderGateway.OrderGatewayClient(fixture.Shared.Channel).Trade(TestGateway.HeadersOf(key), cancellationToken: Ct);
        await call.RequestStream.WriteAsync(new() { RequestId = "watch", Watch = new() { AccountId = other } }, Ct);
        await call.RequestStream.WriteAsync(Keys_and_callers.Submit(other, "theirs"), Ct);
        await call.RequestStream.WriteAsync(Keys_and_callers.Submit(own, "mine"), Ct);
        await call.RequestStream.CompleteAsync();

        var replies = await call.ResponseStream.ReadAllAsync(Ct).ToListAsync(Ct);

        replies.Count.ShouldBe(3);
        replies.Single(r => r.RequestId == "watch").Error.Code.ShouldBe((int)StatusCode.PermissionDenied);
        replies.Single(r => r.RequestId == "theirs").Error.Code.ShouldBe((int)StatusCode.PermissionDenied);
        replies.Single(r => r.RequestId == "mine").Decision.Verdict.ShouldBe(V1.Verdict.Approved);
    }

    [Fact]
    public async Task A_list_shows_what_the_key_covers()
    {
        var (own, _) = (await fixture.OpenAsync(), await fixture.OpenAsync());
        using var client = fixture.Shared.ClientWith(await fixture.Shared.KeyAsync([Role.Viewer], [own], Ct));

        (await client.Accounts.ListAsync(cancellation: Ct)).ShouldHaveSingleItem().AccountId.ShouldBe(own);
    }

    [Theory]
    [InlineData(Role.Viewer, "Get,Watch,Headroom,Preview,WatchExecutions,ReadJournal")]
    [InlineData(Role.Trader, "Submit,Preview,Replace,Cancel,CancelAll,Flatten,Get,Watch,Headroom,Report,WatchExecutions,ReadJournal")]
    [InlineData(Role.Operator, "CancelAll,Flatten,Open,Get,Watch,Headroom,Adjust,WatchExecutions,ReadJournal,HaltAccount")]
    [InlineData(Role.Auditor, "Get,Watch,ReadJournal,ReadWholeJournal")]
    [InlineData(Role.Admin, "CreateKey")]
    public async Task A_role_may_do_what_is_its_own_and_nothing_else(Role role, string allowed)
    {
        var account = await fixture.OpenAsync();
        await fixture.Admin.Orders.SubmitAsync(Market.Buy(account, "seen"), Ct);
        using var client = fixture.Shared.ClientWith(await fixture.Shared.KeyAsync([role], [account], Ct));

        var done = new List<string>();
        foreach (var (name, call) in Calls)
        {
            try
            {
                await call(client, account);
                done.Add(name);
            }
            catch (AccessDeniedException)
            {
                // Not this role's.
            }
            catch (PortcullisException)
            {
                done.Add(name);
            }
        }

        done.Order(StringComparer.Ordinal).ShouldBe(allowed.Split(',').Order(StringComparer.Ordinal));
        await fixture.Admin.Controls.ResumeAsync(Scope.Account(account), "test is over", Ct);
    }

    private static Execution Fill(string account) => new()
    {
        AccountId = account,
        ExecutionId = "e-1",
        OrderId = "o-1",
        Kind = ExecutionKind.Fill,
        Symbol = Market.Symbol,
        Side = Side.Buy,
        Quantity = 1m,
        Price = 1m,
        At = Market.Start,
    };
}
