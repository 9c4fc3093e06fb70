using Grpc.Core;
using Portcullis.Client;
using Portcullis.Gateway.Testing;
using Portcullis.Testing;

namespace Portcullis.Gateway.Tests.Access;

public sealed class Keys_and_callers(GatewayFixture fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("pc_0000000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("pc_")]
    [InlineData("nonsense")]
    public async Task A_call_without_a_valid_key_is_refused(string? key)
    {
        using var client = fixture.Shared.ClientWith(key);

        var refused = await Should.ThrowAsync<AccessDeniedException>(() => client.Controls.GetAsync(Ct));

        refused.Status.ShouldBe(StatusCode.Unauthenticated);
        refused.Reason.ShouldBe("API_KEY_INVALID");
    }

    [Fact]
    public async Task A_key_with_another_secret_is_refused()
    {
        var key = await fixture.Shared.KeyAsync([Role.Auditor], [], Ct);
        using var client = fixture.Shared.ClientWith(key[..^1] + (key[^1] == 'A' ? 'B' : 'A'));

        (await Should.ThrowAsync<AccessDeniedException>(() => client.Controls.GetAsync(Ct))).Status.ShouldBe(StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_from_then_on()
    {
        var created = await fixture.Admin.Keys.CreateAsync("to be revoked", [Role.Auditor], cancellation: Ct);
        using var client = fixture.Shared.ClientWith(created.Secret);
        await client.Controls.GetAsync(Ct);

        (await fixture.Admin.Keys.RevokeAsync(created.Key.KeyId, Ct)).RevokedAt.ShouldNotBeNull();

        (await Should.ThrowAsync<AccessDeniedException>(() => client.Controls.GetAsync(Ct))).Status.ShouldBe(StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task A_revoked_key_ends_the_stream_that_it_opened()
    {
        var account = await fixture.OpenAsync();
        var created = await fixture.Admin.Keys.CreateAsync("stream", [Role.Trader], [account], cancellation: Ct);
        using var call = new V1.OrderGateway.OrderGatewayClient(fixture.Shared.Channel).Trade(TestGateway.HeadersOf(created.Secret), cancellationToken: Ct);
        await call.RequestStream.WriteAsync(Submit(account, "before"), Ct);
        (await call.ResponseStream.MoveNext(Ct)).ShouldBeTrue();
        call.ResponseStream.Current.Decision.Verdict.ShouldBe(V1.Verdict.Approved);

        await fixture.Admin.Keys.RevokeAsync(created.Key.KeyId, Ct);
        await call.RequestStream.WriteAsync(Submit(account, "after"), Ct);

        (await Should.ThrowAsync<RpcException>(() => call.ResponseStream.MoveNext(Ct))).StatusCode.ShouldBe(StatusCode.Unauthenticated);
        var decided = await fixture.Admin.Journal.ReadAsync(account, types: ["order_decided"], cancellation: Ct).ToListAsync(Ct);
        decided.ShouldHaveSingleItem().Json.ShouldContain("\"before\"");
    }

    [Fact]
    public async Task A_key_is_good_until_its_expiry()
    {
        await using var gateway = await fixture.StartAsync(cancellationToken: Ct);
        var created = await gateway.Admin.Keys.CreateAsync("short-lived", [Role.Auditor], expiresAt: Market.Start.AddMinutes(1), cancellation: Ct);
        using var client = gateway.ClientWith(created.Secret);
        await client.Controls.GetAsync(Ct);

        await gateway.Admin.Simulation.StepAsync([], Market.Start.AddMinutes(1), Ct);

        (await Should.ThrowAsync<AccessDeniedException>(() => client.Controls.GetAsync(Ct))).Status.ShouldBe(StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task The_last_use_of_a_key_is_known_also_after_a_restart()
    {
        using var data = new TemporaryFolder("portcullis-keys-");
        await using var first = await fixture.StartAsync(options => options with { DataDir = data.Path }, cancellationToken: Ct);
        var created = await first.Admin.Keys.CreateAsync("used", [Role.Auditor], cancellation: Ct);
        (await KeyAsync(first, created)).LastUsedAt.ShouldBeNull();
        using (var client = first.ClientWith(created.Secret)) await client.Controls.GetAsync(Ct);
        (await KeyAsync(first, created)).LastUsedAt.ShouldBe(Market.Start);

        await first.DisposeAsync();
        await using var second = await TestGateway.StartAsync(first.Options.Postgres!, fixture.Packs.Folder, _ => first.Options, Ct);

        (await KeyAsync(second, created)).LastUsedAt.ShouldBe(Market.Start);
    }

    [Fact]
    public async Task A_secret_is_told_once_and_kept_nowhere()
    {
        var created = await fixture.Admin.Keys.CreateAsync("secret", [Role.Auditor], cancellation: Ct);
        var secret = created.Secret[(created.Secret.IndexOf('_', 3) + 1)..];

        var recorded = await fixture.Admin.Journal.ReadAsync(types: ["api_key_created_v2"], cancellation: Ct).ToListAsync(Ct);
        recorded.ShouldContain(key => key.Json.Contains(created.Key.KeyId));
        recorded.ShouldAllBe(key => !key.Json.Contains(secret));
    }

    [Fact]
    public async Task The_first_admin_key_can_be_read_by_the_owner_of_the_folder_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("File modes are of Unix.");
            return;
        }

        var path = Path.Combine(fixture.Shared.Options.DataDir, "admin.key");

        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task A_lost_admin_key_is_replaced_where_that_is_asked_for_and_in_a_file_for_its_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("File modes are of Unix.");
            return;
        }

        using var data = new TemporaryFolder("portcullis-reset-");
        await using var first = await fixture.StartAsync(options => options with { DataDir = data.Path }, cancellationToken: Ct);
        await first.DisposeAsync();
        var path = Path.Combine(first.Options.DataDir, "admin.key");
        await File.WriteAllTextAsync(path, "lost", Ct);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead | UnixFileMode.GroupRead);

        await using var second = await TestGateway.StartAsync(first.Options.Postgres!, fixture.Packs.Folder, _ => first.Options with { ResetAdminKey = true }, Ct);

        second.AdminKey.ShouldNotBe(first.AdminKey);
        (await second.Admin.Keys.ListAsync(Ct)).Count.ShouldBe(2);
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    internal static V1.TradeRequest Submit(string account, string id, decimal quantity = 1m) => new()
    {
        RequestId = id,
        Submit = new()
        {
            AccountId = account,
            ClientOrderId = id,
            Symbol = Market.Symbol,
            Side = V1.Side.Buy,
            Type = V1.OrderType.Market,
            TimeInForce = V1.TimeInForce.Day,
            Quantity = quantity.ToString(System.Globalization.CultureInfo.InvariantCulture),
        },
    };

    private static async Task<ApiKey> KeyAsync(TestGateway gateway, CreatedKey created) =>
        (await gateway.Admin.Keys.ListAsync(Ct)).Single(key => key.KeyId == created.Key.KeyId);
}
