using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Portcullis.Client;
using Portcullis.Gateway.Testing;
using Portcullis.Journal;
using Portcullis.Journal.Archives;
using Portcullis.Testing;

namespace Portcullis.Gateway.Tests.Access;

/// <summary>
/// People with peculiar names do everything that can be done; then whatever is kept anywhere is searched for those names: every column of every table, exports,
/// archives, the log and every file. After the erasure, so is whatever the gateway answers.
/// </summary>
public sealed class No_name_in_the_clear(GatewayFixture fixture) : IDisposable
{
    private const string Admin = "Zébulon Quaternion-Pfefferkorn";
    private const string Staff = "Xanthippe \"Quux\" Tübingen";
    private const string Trader = "Wolfgang O'Hyperbola";

    private readonly string _folder = TestFolder.NewPath("portcullis-names-");

    private string Archives => Path.Combine(_folder, "archives");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_is_kept_holds_sealed_names_alone_and_after_an_erasure_no_answer_holds_one()
    {
        await using var gateway = await fixture.StartAsync(options => options with { DataDir = Path.Combine(_folder, "data"), Archives = Archives }, cancellationToken: Ct);
        var people = await StoryAsync(gateway);
        using var zebulon = people.Admin;
        (await AnswersAsync(people.Admin)).ShouldSatisfyAllConditions(text => text.ShouldContain(Admin), text => text.ShouldContain(Trader));

        await NothingKeptNamesAnybodyAsync(gateway);

        // The admin at last, by the first one, who is left.
        foreach (var key in people.Keys) await gateway.Admin.Keys.ForgetAsync(key, "asked to be", Ct);
        foreach (var name in new[] { Admin, Staff, Trader }) (await AnswersAsync(gateway.Admin)).ShouldNotContain(Plain(name));
        await NothingKeptNamesAnybodyAsync(gateway);
        var verified = await gateway.Admin.Journal.VerifyAsync(cancellation: Ct).LastAsync(Ct);
        (verified.Intact, verified.Decisions > 0).ShouldBe((true, true));
    }

    private sealed record People(PortcullisClient Admin, IReadOnlyList<string> Keys);

    private static async Task<People> StoryAsync(TestGateway gateway)
    {
        var admin = await gateway.Admin.Keys.CreateAsync(Admin, [Role.Admin, Role.Auditor, Role.Operator, Role.Trader], ["*"], cancellation: Ct);
        var zebulon = gateway.ClientWith(admin.Secret);
        var staff = await zebulon.Keys.CreateAsync(Staff, [Role.Operator], ["*"], holder: "staff-1", cancellation: Ct);
        var trader = await zebulon.Keys.CreateAsync(Trader, [Role.Trader], ["desk"], cancellation: Ct);
        var spare = await zebulon.Keys.CreateAsync(Trader, [Role.Viewer], ["desk"], holder: trader.Key.KeyId, cancellation: Ct);
        await zebulon.Keys.RevokeAsync(spare.Key.KeyId, Ct);
        using var xanthippe = gateway.ClientWith(staff.Secret);
        using var wolfgang = gateway.ClientWith(trader.Secret);

        await xanthippe.Accounts.OpenAsync("desk", TestPacks.Wide, cancellation: Ct);
        await xanthippe.Accounts.AdjustAsync("desk", "a-1", AdjustmentKind.Deposit, 100m, "deposit", Ct);
        await wolfgang.Orders.SubmitAsync(Market.Buy("desk", "one"), Ct);
        await wolfgang.Orders.SubmitAsync(Market.Buy("desk", "two", limit: 160m), Ct);
        await xanthippe.Controls.HaltAsync(Scope.Account("desk"), "look", Ct);
        await wolfgang.Orders.SubmitAsync(Market.Buy("desk", "three"), Ct);
        await xanthippe.Controls.ResumeAsync(Scope.Account("desk"), "looked", Ct);
        await wolfgang.Orders.FlattenAsync("desk", reason: "enough", cancellation: Ct);
        await zebulon.Controls.ReduceOnlyAsync(Scope.Instrument(Market.Symbol), "thin", Ct);
        await xanthippe.Controls.HaltAsync(Scope.Global, "stays", Ct);
        await Should.ThrowAsync<PortcullisException>(() => wolfgang.Keys.ListAsync(Ct));
        await gateway.Admin.Simulation.StepAsync([], Market.Start.AddDays(1), Ct);
        return new People(zebulon, [trader.Key.KeyId, "staff-1", admin.Key.KeyId]);
    }

    /// <summary>Everything that tells of people, and all that it is asked with.</summary>
    private static async Task<string> AnswersAsync(PortcullisClient client)
    {
        var told = new List<object>
        {
            await client.Keys.ListAsync(Ct),
            await client.Controls.GetAsync(Ct),
            await client.Accounts.ListAsync(cancellation: Ct),
            await client.Journal.ReadAsync(cancellation: Ct).ToListAsync(Ct),
            await client.Journal.ReadAsync("desk", cancellation: Ct).ToListAsync(Ct),
            await client.Reports.OrdersAsync(new OrderQuestion { CaughtUp = true }, Ct),
        };
        foreach (var key in await client.Keys.ListAsync(Ct)) if (key.ForgottenAt is not null) told.Add(await client.Keys.ForgetAsync(key.KeyId, "again", Ct));
        return string.Join('\n', told.Select(answer => JsonSerializer.Serialize(answer, new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })));
    }

    private async Task NothingKeptNamesAnybodyAsync(TestGateway gateway)
    {
        await TablesAsync(gateway.Options.Postgres!);
        await FilesAsync(gateway);
        gateway.Log.Lines.ShouldNotBeEmpty();
        foreach (var name in Spellings) gateway.Log.Lines.ShouldAllBe(line => !line.Contains(name));
    }

    private static async Task TablesAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        var tables = new List<string>();
        await using (var list = source.CreateCommand("select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"))
        await using (var reader = await list.ExecuteReaderAsync(Ct))
            while (await reader.ReadAsync(Ct)) tables.Add(reader.GetString(0));
        tables.Count.ShouldBeGreaterThan(20);
        foreach (var table in tables)
        {
            // A row as text writes bytes in hex: names are looked for in both.
            await using var search = source.CreateCommand($"select count(*) from {table} t, unnest($1) as person (called) where t::text ilike '%' || person.called || '%'");
            search.Parameters.AddWithValue(Spellings.Concat(Spellings.Select(name => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(name)))).ToArray());
            (await search.ExecuteScalarAsync(Ct)).ShouldBe(0L, table);
        }
    }

    private async Task FilesAsync(TestGateway gateway)
    {
        var journal = (PostgresJournal)gateway.Services.GetRequiredService<IJournal>();
        var exports = Directory.CreateDirectory(Path.Combine(_folder, $"exports-{Guid.CreateVersion7():N}")).FullName;
        await using (var jsonLines = File.Create(Path.Combine(exports, "all.jsonl"))) (await journal.ArchiveAsync(jsonLines, ct: Ct)).ShouldBeGreaterThan(20);
        await using (var csv = File.Create(Path.Combine(exports, "all.csv"))) (await CsvExport.WriteAsync(journal.ReadAllAsync(ct: Ct), csv, Ct)).ShouldBeGreaterThan(20);
        var archived = await new JournalArchiving(gateway.Options.Postgres!, "public", TimeProvider.System).RunAsync(TimeProvider.System.GetUtcNow().AddDays(1), Archives, Ct);
        archived.Path.ShouldNotBeNull();
        foreach (var file in Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories))
        {
            await using var raw = File.OpenRead(file);
            await using var content = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(raw, CompressionMode.Decompress) : (Stream)raw;
            using var reader = new StreamReader(content);
            var text = await reader.ReadToEndAsync(Ct);
            foreach (var name in Spellings) text.Contains(name, StringComparison.OrdinalIgnoreCase).ShouldBeFalse(file);
        }
    }

    // Parts of the names that nothing else has, with and without what an encoding would change.
    private static readonly string[] Spellings = ["Pfefferkorn", "Quaternion", "Zébulon", "Xanthippe", "Quux", "Tübingen", "Wolfgang", "Hyperbola"];

    private static string Plain(string name) => name.Split(' ')[0];
}
