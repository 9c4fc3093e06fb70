using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Portcullis.Client;
using Portcullis.Gateway.Rules;
using Portcullis.Gateway.Testing;
using Portcullis.Markets.Reference;

namespace Portcullis.Gateway.Tests.Rules;

public sealed class Rule_files(GatewayFixture fixture)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Broken files, and where the fault lies.</summary>
    private static readonly Dictionary<string, (string File, Func<string, string> Break, string Place)> Broken = new()
    {
        ["a file that is no JSON"] = ("base/orders.json", _ => "[\n  {\n    \"WorkflowName\": oops\n", "base/orders.json(3,21)"),
        ["an unknown fact"] = ("base/orders.json", text => text.Replace("market.SpreadTicks <= maxSpreadTicks", "market.Sprad <= maxSpreadTicks", StringComparison.Ordinal), "base/orders.json("),
        ["an expression that breaks off"] = ("base/monitor.json", text => text.Replace("account.DayPnl > -dailyLossLimit", "account.DayPnl >", StringComparison.Ordinal), "base/monitor.json("),
        ["a profile with an unknown member"] = ("wide.profile.json", text => text.Replace("\"title\"", "\"titel\"", StringComparison.Ordinal), "wide.profile.json("),
        ["a profile with a parameter that no rule has"] = ("wide.profile.json", text => text.Replace("maxSpreadTicks", "maxSpredTicks", StringComparison.Ordinal), "parameters.maxSpredTicks"),
        ["a profile that is null"] = ("wide.profile.json", _ => "null", "wide.profile.json("),
        ["a profile without a session"] = ("wide.profile.json", text => text.Replace("{\"zone\":\"UTC\",\"boundary\":\"00:00\",\"calendar\":\"always\"}", "null", StringComparison.Ordinal), "wide.profile.json("),
        ["a number beyond all numbers"] = ("wide.profile.json", text => text.Replace("\"maxPosition\":1000000000000", "\"maxPosition\":1e400", StringComparison.Ordinal), "parameters.maxPosition"),
        ["a calendar that is not there"] = ("wide.profile.json", text => text.Replace("always", "never", StringComparison.Ordinal), "calendar never"),
    };

    public static TheoryData<string> BrokenNames => [.. Broken.Keys];

    [Theory]
    [MemberData(nameof(BrokenNames))]
    public void A_broken_file_is_refused_naming_its_place(string name)
    {
        using var packs = new TestPacks();
        Break(packs, name);

        var refused = Should.Throw<RuleBookException>(() => RuleBookLoader.Load(packs.Folder, Calendar));

        refused.Problems.ShouldContain(problem => problem.Contains(Broken[name].Place, StringComparison.Ordinal), string.Join('\n', refused.Problems));
    }

    [Fact]
    public async Task A_gateway_whose_rule_file_is_broken_does_not_start_and_says_where()
    {
        using var packs = new TestPacks();
        Break(packs, "a file that is no JSON");
        var folder = Directory.CreateTempSubdirectory("portcullis-broken-").FullName;
        using var process = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Portcullis.Gateway.dll"), "--urls", "http://127.0.0.1:0", "--data-dir", folder, "--postgres", await fixture.CreateDatabaseAsync(Ct), "--packs", packs.Folder },
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;

        var said = await process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);

        process.ExitCode.ShouldBe(1);
        said.ShouldContain(Path.Combine(packs.Folder, "base/orders.json(3,21)"));
        said.ShouldNotContain("   at ");
        (await process.StandardOutput.ReadToEndAsync(Ct)).ShouldNotContain("LISTENING");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_changed_file_takes_effect_without_a_restart_and_a_broken_one_changes_nothing()
    {
        using var packs = new TestPacks();
        await using var gateway = await fixture.StartAsync(packs: packs.Folder, cancellationToken: Ct);
        await gateway.Admin.Accounts.OpenAsync("a", TestPacks.Tight, cancellation: Ct);
        (await gateway.Admin.Orders.SubmitAsync(Market.Buy("a", "1", 10m), Ct)).Verdict.ShouldBe(Verdict.Approved);
        var first = await gateway.Admin.Controls.GetAsync(Ct);
        first.RuleProblem.ShouldBe("");

        (await ReloadedAsync(gateway, () => SetMaxPosition(packs, 20))).ShouldBeNull();

        var second = await gateway.Admin.Controls.GetAsync(Ct);
        (second.ControlVersion, second.RuleProblem).ShouldBe((first.ControlVersion + 1, ""));
        second.RuleBookHash.ShouldNotBe(first.RuleBookHash);
        (await gateway.Admin.Orders.SubmitAsync(Market.Buy("a", "2", 10m), Ct)).Verdict.ShouldBe(Verdict.Approved);

        (await ReloadedAsync(gateway, () => packs.Write("base/orders.json", "[\n  {\n    \"WorkflowName\": oops\n"))).ShouldNotBeNull();

        var third = await gateway.Admin.Controls.GetAsync(Ct);
        (third.ControlVersion, third.RuleBookHash).ShouldBe((second.ControlVersion, second.RuleBookHash));
        third.RuleProblem.ShouldContain("base/orders.json(3,21)");
        (await gateway.Admin.Orders.SubmitAsync(Market.Buy("a", "3"), Ct)).Violations.Single(v => v.Code == "MAX_POSITION").RightValue.ShouldBe("20");

        (await ReloadedAsync(gateway, () => File.Copy(Path.Combine(AppContext.BaseDirectory, "packs/base/orders.json"), Path.Combine(packs.Folder, "base/orders.json"), overwrite: true))).ShouldBeNull();

        (await gateway.Admin.Controls.GetAsync(Ct)).RuleProblem.ShouldBe("");
        (await gateway.Admin.Journal.ReadAsync(types: ["rule_book_activated"], cancellation: Ct).CountAsync(Ct)).ShouldBe(2);
        (await gateway.Admin.Journal.VerifyAsync(cancellation: Ct).LastAsync(Ct)).Intact.ShouldBeTrue();
    }

    [Fact]
    public async Task A_profile_whose_file_is_gone_stays_as_it_was_for_the_accounts_bound_to_it()
    {
        using var packs = new TestPacks();
        await using var gateway = await fixture.StartAsync(packs: packs.Folder, cancellationToken: Ct);
        await gateway.Admin.Accounts.OpenAsync("a", TestPacks.Tight, cancellation: Ct);
        await gateway.Admin.Orders.SubmitAsync(Market.Buy("a", "entry"), Ct);

        await ReloadedAsync(gateway, () => File.Delete(packs.PathOf(TestPacks.Tight)));

        (await gateway.Admin.Orders.SubmitAsync(Market.Sell("a", "exit"), Ct)).Verdict.ShouldBe(Verdict.Approved);
        (await gateway.Admin.Accounts.GetAsync("a", Ct)).PositionIn(Market.Symbol).ShouldBe(0m);
    }

    // One edit can be seen as several changes; the attempt that counts is the one that the control stream or the problem shows.
    private static async Task<string?> ReloadedAsync(TestGateway gateway, Action edit)
    {
        var reloaded = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        void OnReloaded(string? problem) => reloaded.TrySetResult(problem);
        var keeper = gateway.Services.GetRequiredService<RuleBookKeeper>();
        keeper.Reloaded += OnReloaded;
        edit();
        var result = await reloaded.Task.WaitAsync(Ct);
        keeper.Reloaded -= OnReloaded;
        return result;
    }

    private static void SetMaxPosition(TestPacks packs, int limit)
    {
        var profile = JsonNode.Parse(File.ReadAllText(packs.PathOf(TestPacks.Tight)))!.AsObject();
        (profile["parameters"]!["maxPosition"], profile["parameters"]!["maxContracts"]) = (limit, limit);
        packs.WriteProfile(TestPacks.Tight, profile);
    }

    private static void Break(TestPacks packs, string name)
    {
        var (file, spoil, _) = Broken[name];
        var before = File.ReadAllText(Path.Combine(packs.Folder, file));
        var after = spoil(before);
        after.ShouldNotBe(before);
        packs.Write(file, after);
    }

    private static Domain.Sessions.TradingCalendar? Calendar(string name) => Reference.Value.Calendars.GetValueOrDefault(name);

    private static readonly Lazy<ReferenceData> Reference = new(() => ReferenceData.Load(Path.Combine(AppContext.BaseDirectory, "reference"), 2026));
}
