using Grpc.Core;
using Portcullis.Client;
using Portcullis.Gateway.Testing;

namespace Portcullis.Gateway.Tests.Access;

/// <summary>The journal names keys; whose they are is told to those who may know, until it is erased.</summary>
public sealed class Names_of_people(GatewayFixture fixture)
{
    private const string Ada = "Ada Lovelace";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Role.Operator, Ada)]
    [InlineData(Role.Auditor, Ada)]
    [InlineData(Role.Admin, Ada)]
    [InlineData(Role.Trader, "")]
    [InlineData(Role.Viewer, "")]
    [InlineData(Role.Feed, "")]
    public async Task Who_halted_is_told_by_name_to_those_who_may_know_and_by_key_to_all(Role role, string told)
    {
        var account = await fixture.OpenAsync();
        var key = await HaltAsAdaAsync(account);
        using var client = fixture.Shared.ClientWith(await fixture.Shared.KeyAsync([role], [account], Ct));

        var control = (await client.Controls.GetAsync(Ct)).Active.Single(active => active.Scope == Scope.Account(account));

        (control.By, control.ByName).ShouldBe((key, told));
        await fixture.Admin.Controls.ResumeAsync(Scope.Account(account), "test is over", Ct);
    }

    [Theory]
    [InlineData(Role.Operator, Ada)]
    [InlineData(Role.Auditor, Ada)]
    [InlineData(Role.Trader, "")]
    [InlineData(Role.Viewer, "")]
    public async Task Who_changed_an_account_is_told_by_name_to_those_who_may_know(Role role, string told)
    {
        var account = await fixture.OpenAsync();
        var key = await KeyAsync(account);
        using (var ada = fixture.Shared.ClientWith(key.Secret)) await ada.Accounts.AdjustAsync(account, "a-1", AdjustmentKind.Deposit, 100m, "deposit", Ct);
        using var client = fixture.Shared.ClientWith(await fixture.Shared.KeyAsync([role], [account], Ct));

        var events = await client.Journal.ReadAsync(account, cancellation: Ct).ToListAsync(Ct);

        var adjusted = events.Single(recorded => recorded.Type == "balance_adjusted");
        adjusted.ByName.ShouldBe(told);
        adjusted.Json.ShouldContain(key.Key.KeyId);
        events.ShouldAllBe(recorded => !recorded.Json.Contains(Ada));
        events.Single(recorded => recorded.Type == "account_opened").ByName.ShouldBe("");
    }

    [Fact]
    public async Task A_forgotten_holder_has_no_name_no_valid_key_and_stays_a_pseudonym()
    {
        var account = await fixture.OpenAsync();
        var keyId = await HaltAsAdaAsync(account);
        await fixture.Admin.Controls.GetAsync(Ct);

        var forgotten = await fixture.Admin.Keys.ForgetAsync(keyId, "asked to be", Ct);

        (forgotten.Holder, forgotten.Already, forgotten.ErasedAt, forgotten.Reason).ShouldBe((keyId, false, Market.Start, "asked to be"));
        var listed = (await fixture.Admin.Keys.ListAsync(Ct)).Single(key => key.KeyId == keyId);
        (listed.Name, listed.RevokedAt, listed.ForgottenAt, listed.ErasedAt).ShouldBe(("erased", Market.Start, Market.Start, Market.Start));
        var control = (await fixture.Admin.Controls.GetAsync(Ct)).Active.Single(active => active.Scope == Scope.Account(account));
        (control.By, control.ByName).ShouldBe((keyId, "erased"));
        await fixture.Admin.Controls.ResumeAsync(Scope.Account(account), "test is over", Ct);
    }

    [Fact]
    public async Task One_act_forgets_all_keys_of_a_holder_and_no_others()
    {
        var holder = $"holder-{Guid.CreateVersion7():N}"[..30];
        var first = await fixture.Admin.Keys.CreateAsync(Ada, [Role.Auditor], holder: holder, cancellation: Ct);
        var second = await fixture.Admin.Keys.CreateAsync("Ada's bot", [Role.Auditor], holder: first.Key.KeyId, cancellation: Ct);
        var other = await fixture.Admin.Keys.CreateAsync("Grace Hopper", [Role.Auditor], cancellation: Ct);
        (first.Key.Holder, second.Key.Holder, other.Key.Holder).ShouldBe((holder, holder, other.Key.KeyId));
        using var ada = fixture.Shared.ClientWith(second.Secret);
        await ada.Controls.GetAsync(Ct);

        var forgotten = await fixture.Admin.Keys.ForgetAsync(holder, "asked to be", Ct);

        forgotten.KeyIds.ShouldBe([first.Key.KeyId, second.Key.KeyId], ignoreOrder: true);
        (await Should.ThrowAsync<AccessDeniedException>(() => ada.Controls.GetAsync(Ct))).Status.ShouldBe(StatusCode.Unauthenticated);
        var names = (await fixture.Admin.Keys.ListAsync(Ct)).ToDictionary(key => key.KeyId, key => key.Name);
        (names[first.Key.KeyId], names[second.Key.KeyId], names[other.Key.KeyId]).ShouldBe(("erased", "erased", "Grace Hopper"));
    }

    [Fact]
    public async Task Asked_again_it_says_that_it_was_done_and_records_nothing()
    {
        var key = await fixture.Admin.Keys.CreateAsync(Ada, [Role.Auditor], cancellation: Ct);
        await fixture.Admin.Keys.ForgetAsync(key.Key.KeyId, "first", Ct);
        var recorded = await AccessEventsAsync(key.Key.KeyId);

        var again = await fixture.Admin.Keys.ForgetAsync(key.Key.KeyId, "second", Ct);

        (again.Already, again.Reason).ShouldBe((true, "first"));
        recorded.ShouldBe(["api_key_created_v2", "api_key_revoked", "key_holder_forgotten", "key_holder_erased"]);
        (await AccessEventsAsync(key.Key.KeyId)).ShouldBe(recorded);
    }

    [Fact]
    public async Task A_forgotten_holder_gets_no_new_key()
    {
        var key = await fixture.Admin.Keys.CreateAsync(Ada, [Role.Auditor], cancellation: Ct);
        await fixture.Admin.Keys.ForgetAsync(key.Key.KeyId, "asked to be", Ct);

        var refused = await Should.ThrowAsync<PortcullisException>(() => fixture.Admin.Keys.CreateAsync(Ada, [Role.Auditor], holder: key.Key.KeyId, cancellation: Ct));

        (refused.Status, refused.Reason).ShouldBe((StatusCode.FailedPrecondition, "HOLDER_FORGOTTEN"));
    }

    [Fact]
    public async Task Keys_that_are_made_for_a_holder_while_it_is_forgotten_are_refused_or_forgotten_with_it()
    {
        var first = await fixture.Admin.Keys.CreateAsync(Ada, [Role.Auditor], cancellation: Ct);
        var making = Enumerable.Range(0, 16).Select(n => MadeAsync($"{Ada} {n}", first.Key.KeyId)).ToArray();
        var forgetting = fixture.Admin.Keys.ForgetAsync(first.Key.KeyId, "asked to be", Ct);

        var made = (await Task.WhenAll(making)).OfType<string>().ToHashSet();
        await forgetting;

        var keys = (await fixture.Admin.Keys.ListAsync(Ct)).Where(key => key.Holder == first.Key.KeyId).ToArray();
        keys.Select(key => key.KeyId).ShouldBe([first.Key.KeyId, .. made], ignoreOrder: true);
        keys.ShouldAllBe(key => key.Name == "erased" && key.RevokedAt != null);
    }

    [Theory]
    [InlineData("0123456789", StatusCode.NotFound, "HOLDER_UNKNOWN")]
    [InlineData("nobody", StatusCode.NotFound, "HOLDER_UNKNOWN")]
    [InlineData("Ada Lovelace", StatusCode.InvalidArgument, "")]
    [InlineData("", StatusCode.InvalidArgument, "")]
    public async Task Whom_nobody_knows_is_not_forgotten(string who, StatusCode status, string reason)
    {
        var refused = await Should.ThrowAsync<PortcullisException>(() => fixture.Admin.Keys.ForgetAsync(who, "asked to be", Ct));

        (refused.Status, refused.Reason ?? "").ShouldBe((status, reason));
    }

    [Fact]
    public async Task Only_an_admin_forgets()
    {
        var key = await fixture.Admin.Keys.CreateAsync(Ada, [Role.Auditor], cancellation: Ct);
        using var client = fixture.Shared.ClientWith(await fixture.Shared.KeyAsync([Role.Operator, Role.Auditor, Role.Trader], ["*"], Ct));

        (await Should.ThrowAsync<AccessDeniedException>(() => client.Keys.ForgetAsync(key.Key.KeyId, "asked to be", Ct))).Status.ShouldBe(StatusCode.PermissionDenied);
    }

    [Fact]
    public async Task The_last_admin_key_is_neither_revoked_nor_forgotten()
    {
        await using var gateway = await fixture.StartAsync(cancellationToken: Ct);
        var root = (await gateway.Admin.Keys.ListAsync(Ct)).ShouldHaveSingleItem().KeyId;

        (await Should.ThrowAsync<PortcullisException>(() => gateway.Admin.Keys.RevokeAsync(root, Ct))).Reason.ShouldBe("LAST_ADMIN_KEY");
        (await Should.ThrowAsync<PortcullisException>(() => gateway.Admin.Keys.ForgetAsync(root, "asked to be", Ct))).Reason.ShouldBe("LAST_ADMIN_KEY");

        using var second = gateway.ClientWith(await gateway.KeyAsync([Role.Admin], [], Ct));
        (await second.Keys.ForgetAsync(root, "asked to be", Ct)).Already.ShouldBeFalse();
        (await Should.ThrowAsync<AccessDeniedException>(() => gateway.Admin.Keys.ListAsync(Ct))).Status.ShouldBe(StatusCode.Unauthenticated);
    }

    [Theory]
    [InlineData("ada@example.org asked")]
    [InlineData("on behalf of <ada.l+desk@mail.example>")]
    public async Task A_mail_address_does_not_get_into_what_is_kept_for_ever(string text)
    {
        var account = await fixture.OpenAsync();

        foreach (var ask in (Func<Task>[])
            [
                () => fixture.Admin.Controls.HaltAsync(Scope.Account(account), text, Ct),
                () => fixture.Admin.Controls.HaltAsync(Scope.Account(text), "test", Ct),
                () => fixture.Admin.Accounts.AdjustAsync(account, "a-1", AdjustmentKind.Deposit, 1m, text, Ct),
                () => fixture.Admin.Orders.FlattenAsync(account, reason: text, cancellation: Ct),
                () => fixture.Admin.Accounts.OpenAsync("mail", TestPacks.Wide, firm: text, cancellation: Ct),
                () => fixture.Admin.Orders.SubmitAsync(Market.Buy(account, "x") with { Tag = text }, Ct),
                () => fixture.Admin.Orders.SubmitAsync(Market.Buy(account, "x") with { Strategy = text }, Ct),
                () => fixture.Admin.Keys.ForgetAsync("somebody", text, Ct),
            ])
        {
            (await Should.ThrowAsync<PortcullisException>(ask)).Status.ShouldBe(StatusCode.InvalidArgument);
        }

        (await fixture.Admin.Accounts.GetAsync(account, Ct)).Version.ShouldBe(1);
    }

    [Fact]
    public async Task An_at_sign_alone_is_no_address_and_a_key_may_be_called_by_one()
    {
        var account = await fixture.OpenAsync();
        await fixture.Admin.Accounts.AdjustAsync(account, "a-1", AdjustmentKind.Deposit, 1m, "2 @ 165.00", Ct);

        (await fixture.Admin.Keys.CreateAsync("ada@example.org", [Role.Auditor], cancellation: Ct)).Key.Name.ShouldBe("ada@example.org");
    }

    [Theory]
    [InlineData("Ada Lovelace")]
    [InlineData("ada@example.org")]
    [InlineData("7ada")]
    [InlineData("a-name-that-is-much-longer-than-any-holder-may-be")]
    public async Task A_holder_is_a_pseudonym(string holder) =>
        (await Should.ThrowAsync<PortcullisException>(() => fixture.Admin.Keys.CreateAsync(Ada, [Role.Auditor], holder: holder, cancellation: Ct))).Status.ShouldBe(StatusCode.InvalidArgument);

    [Fact]
    public async Task The_id_of_a_key_that_is_not_there_is_no_holder() =>
        (await Should.ThrowAsync<PortcullisException>(() => fixture.Admin.Keys.CreateAsync(Ada, [Role.Auditor], holder: "0123456789", cancellation: Ct))).Reason.ShouldBe("KEY_UNKNOWN");

    private async Task<string?> MadeAsync(string name, string holder)
    {
        try
        {
            return (await fixture.Admin.Keys.CreateAsync(name, [Role.Auditor], holder: holder, cancellation: Ct)).Key.KeyId;
        }
        catch (PortcullisException e) when (e.Reason == "HOLDER_FORGOTTEN")
        {
            return null;
        }
    }

    private Task<CreatedKey> KeyAsync(string account) => fixture.Admin.Keys.CreateAsync(Ada, [Role.Operator], [account], cancellation: Ct);

    /// <returns>The key that it was done with.</returns>
    private async Task<string> HaltAsAdaAsync(string account)
    {
        var key = await KeyAsync(account);
        using var ada = fixture.Shared.ClientWith(key.Secret);
        await ada.Controls.HaltAsync(Scope.Account(account), "test", Ct);
        return key.Key.KeyId;
    }

    private async Task<List<string>> AccessEventsAsync(string keyId) =>
        await fixture.Admin.Journal.ReadAsync(types: ["api_key_created_v2", "api_key_revoked", "key_holder_forgotten", "key_holder_erased"], cancellation: Ct)
            .Where(recorded => recorded.Json.Contains(keyId)).Select(recorded => recorded.Type).ToListAsync(Ct);
}
