using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Portcullis.Client;
using Portcullis.Domain.Access;
using Portcullis.Gateway.Access;
using Portcullis.Gateway.Hosting;
using Portcullis.Gateway.Testing;
using Portcullis.Grains;
using Portcullis.Journal;
using Portcullis.Testing;
using Role = Portcullis.Client.Role;

namespace Portcullis.Gateway.Tests.Access;

/// <summary>What was forgotten stays so on every node, over restarts, a crash in between, restored tables and restored databases; and what older programs wrote can be read.</summary>
public sealed class Erasures_last(GatewayFixture fixture) : IDisposable
{
    private const string Ada = "Ada Lovelace";

    private readonly string _folder = TestFolder.NewPath("portcullis-erasures-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Every_node_opens_a_name_and_none_does_once_one_was_asked_to_forget_it()
    {
        await using var first = await fixture.StartAsync(cancellationToken: Ct);
        await using var second = await TestGateway.StartAsync(first.Options.Postgres!, fixture.Packs.Folder, options => options with { ResetAdminKey = true }, Ct);
        var key = await CreateAsync(first);
        await FollowedAsync(second, first);
        (await NameAsync(second, key)).ShouldBe(Ada);

        await first.Admin.Keys.ForgetAsync(key, "asked to be", Ct);
        await FollowedAsync(second, first);

        (await NameAsync(first, key)).ShouldBe("erased");
        (await NameAsync(second, key)).ShouldBe("erased");
        (await second.Admin.Keys.ForgetAsync(key, "asked to be", Ct)).Already.ShouldBeTrue();
    }

    [Fact]
    public async Task Two_admins_who_revoke_each_other_on_two_nodes_leave_one()
    {
        await using var first = await fixture.StartAsync(cancellationToken: Ct);
        await using var second = await TestGateway.StartAsync(first.Options.Postgres!, fixture.Packs.Folder, options => options with { ResetAdminKey = true }, Ct);
        await FollowedAsync(first, second);
        var keys = (await first.Admin.Keys.ListAsync(Ct)).Select(key => key.KeyId).ToArray();
        keys.Length.ShouldBe(2);

        var ended = await Task.WhenAll(EndsAsync(first, OfOther(first)), EndsAsync(second, OfOther(second)));

        ended.Count(done => done).ShouldBe(1);
        var left = ended[0] ? first : second;
        (await left.Admin.Keys.ListAsync(Ct)).Count(key => key.RevokedAt is null).ShouldBe(1);

        string OfOther(TestGateway gateway) => keys.Single(key => !gateway.AdminKey.Contains(key));

        static async Task<bool> EndsAsync(TestGateway gateway, string key)
        {
            try
            {
                await gateway.Admin.Keys.ForgetAsync(key, "a quarrel", Ct);
                return true;
            }
            catch (PortcullisException e) when (e.Reason is "LAST_ADMIN_KEY" or "API_KEY_INVALID")
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task It_is_still_so_after_a_restart_and_the_journal_is_intact()
    {
        await using var first = await StartAsync();
        var (key, other) = (await CreateAsync(first), await CreateAsync(first, "Grace Hopper"));
        await first.Admin.Keys.ForgetAsync(key, "asked to be", Ct);

        await first.DisposeAsync();
        await using var second = await RestartAsync(first);

        (await NameAsync(second, key)).ShouldBe("erased");
        (await NameAsync(second, other)).ShouldBe("Grace Hopper");
        var verified = await second.Admin.Journal.VerifyAsync(cancellation: Ct).LastAsync(Ct);
        (verified.Done, verified.Intact).ShouldBe((true, true));
    }

    [Fact]
    public async Task What_a_crash_left_undone_is_done_at_the_next_start()
    {
        await using var first = await StartAsync();
        var key = await CreateAsync(first);
        // As far as it came: the order is in the journal, and the process is gone before the key is.
        await first.Services.GetRequiredService<AccessGrain>().TryAsync(new ForgetHolder(key, "asked to be", "portcullis"), Market.Start, Ct);
        (await KeyBytesAsync(first.Options.Postgres!, key)).ShouldNotBeNull();

        await first.DisposeAsync();
        await using var second = await RestartAsync(first);

        (await KeyBytesAsync(second.Options.Postgres!, key)).ShouldBeNull();
        var done = await second.Admin.Keys.ForgetAsync(key, "asked again", Ct);
        (done.Already, done.Reason).ShouldBe((true, "asked to be"));
    }

    [Fact]
    public async Task What_broke_off_is_finished_by_asking_again()
    {
        await using var gateway = await StartAsync();
        var key = await CreateAsync(gateway);
        await gateway.Services.GetRequiredService<AccessGrain>().TryAsync(new ForgetHolder(key, "asked to be", "portcullis"), Market.Start, Ct);
        (await NameAsync(gateway, key)).ShouldBe("erased");

        await gateway.Admin.Keys.ForgetAsync(key, "asked again", Ct);

        (await KeyBytesAsync(gateway.Options.Postgres!, key)).ShouldBeNull();
    }

    [Fact]
    public async Task A_key_that_came_back_with_an_older_table_is_destroyed_at_the_next_start()
    {
        await using var first = await StartAsync();
        var key = await CreateAsync(first);
        var kept = await KeyBytesAsync(first.Options.Postgres!, key);
        await first.Admin.Keys.ForgetAsync(key, "asked to be", Ct);
        await first.DisposeAsync();
        await ExecuteAsync(first.Options.Postgres!, "update pc_subjects set key = $1, erased_at = null where subject = $2", kept!, key);

        await using var second = await RestartAsync(first);

        (await KeyBytesAsync(second.Options.Postgres!, key)).ShouldBeNull();
    }

    [Fact]
    public async Task A_database_restored_from_before_an_erasure_is_told_of_it_by_the_folder_beside_the_checkpoints()
    {
        await using var first = await StartAsync();
        var (key, other) = (await CreateAsync(first), await CreateAsync(first, "Grace Hopper"));
        await first.DisposeAsync();
        var backup = await CopyAsync(first.Options.Postgres!);
        await using (var later = await RestartAsync(first)) await later.Admin.Keys.ForgetAsync(key, "asked to be", Ct);

        await using var restored = await TestGateway.StartAsync(backup, fixture.Packs.Folder, _ => first.Options with { Postgres = backup }, Ct);

        (await KeyBytesAsync(backup, key)).ShouldBeNull();
        (await NameAsync(restored, key)).ShouldBe("erased");
        (await NameAsync(restored, other)).ShouldBe("Grace Hopper");
        restored.Log.Lines.ShouldContain(line => line.Contains($"Holder {key} was forgotten before this database was restored"));
    }

    [Fact]
    public async Task A_restored_database_whose_only_admin_was_forgotten_stays_open_until_there_is_another()
    {
        await using var first = await StartAsync();
        var root = (await first.Admin.Keys.ListAsync(Ct)).ShouldHaveSingleItem().KeyId;
        await first.DisposeAsync();
        var backup = await CopyAsync(first.Options.Postgres!);
        await using (var later = await RestartAsync(first))
        {
            using var other = later.ClientWith(await later.KeyAsync([Role.Admin], [], Ct));
            await other.Keys.ForgetAsync(root, "asked to be", Ct);
        }

        await using (var restored = await TestGateway.StartAsync(backup, fixture.Packs.Folder, _ => first.Options with { Postgres = backup }, Ct))
        {
            restored.Log.Expect("start once with --reset-admin-key");
            restored.Log.Lines.ShouldContain(line => line.Contains($"Holder {root}") && line.Contains("start once with --reset-admin-key"));
            (await NameAsync(restored, root)).ShouldBe("first admin");
        }

        await using var reset = await TestGateway.StartAsync(backup, fixture.Packs.Folder, _ => first.Options with { Postgres = backup, ResetAdminKey = true }, Ct);
        (await NameAsync(reset, root)).ShouldBe("erased");
        (await KeyBytesAsync(backup, root)).ShouldBeNull();
    }

    [Fact]
    public async Task Neither_authenticating_nor_deciding_asks_for_a_name()
    {
        await using var gateway = await StartAsync();
        await gateway.Admin.Accounts.OpenAsync("a", TestPacks.Wide, cancellation: Ct);
        using var trader = gateway.ClientWith(await gateway.KeyAsync([Role.Trader, Role.Operator], ["a"], Ct));
        await using var holder = new NpgsqlConnection(gateway.Options.Postgres + ";Pooling=false");
        await holder.OpenAsync(Ct);
        await using var locked = await holder.BeginTransactionAsync(Ct);
        await using (var command = new NpgsqlCommand("lock table pc_subjects in access exclusive mode", holder, locked)) await command.ExecuteNonQueryAsync(Ct);

        (await trader.Orders.SubmitAsync(Market.Buy("a", "one"), Ct)).Verdict.ShouldBe(Verdict.Approved);
        await trader.Controls.HaltAsync(Scope.Account("a"), "test", Ct);
        (await trader.Orders.SubmitAsync(Market.Buy("a", "two"), Ct)).Violations.ShouldContain(violation => violation.Code == "CONTROL_HALTED");
        await locked.RollbackAsync(Ct);
    }

    [Fact]
    public async Task A_name_whose_key_was_lost_is_unreadable_not_erased_and_can_still_be_forgotten()
    {
        await using var gateway = await StartAsync();
        var key = await CreateAsync(gateway);
        await ExecuteAsync(gateway.Options.Postgres!, "delete from pc_subjects where subject = $1", key);
        await gateway.DisposeAsync();

        await using var second = await RestartAsync(gateway);

        (await NameAsync(second, key)).ShouldBe("unreadable");
        await second.Admin.Keys.ForgetAsync(key, "asked to be", Ct);
        (await NameAsync(second, key)).ShouldBe("erased");
    }

    [Fact]
    public async Task What_older_programs_wrote_in_the_clear_is_read_is_not_shown_and_can_be_forgotten()
    {
        await using var gateway = await StartAsync();
        var journal = gateway.Services.GetRequiredService<IJournal>();
        await AppendAsync(journal, Grains.Streams.Access, "api_key_created", """{"keyId":"00000000aa","name":"Ada Lovelace","secretHash":"00","roles":["Operator"],"accounts":["*"],"by":"Ada Lovelace (00000000aa)","at":"2013-10-09T14:00:00+00:00"}""");
        await AppendAsync(journal, "control", "control_set", """{"scope":{"kind":"Account","name":"a"},"mode":"Halted","reason":"old","by":"Ada Lovelace (00000000aa)","at":"2013-10-09T14:00:00+00:00"}""");
        await gateway.Services.GetRequiredService<JournalBell>().ReachedAsync(await journal.HeadAsync(Ct), Ct);

        (await NameAsync(gateway, "00000000aa")).ShouldBe(Ada);
        var control = (await gateway.Admin.Controls.GetAsync(Ct)).Active.ShouldHaveSingleItem();
        (control.By, control.ByName).ShouldBe(("00000000aa", Ada));
        var old = await gateway.Admin.Journal.ReadAsync(types: ["api_key_created", "control_set"], cancellation: Ct).ToListAsync(Ct);
        old.Count.ShouldBe(2);
        old.ShouldAllBe(recorded => !recorded.Json.Contains("Lovelace") && recorded.Json.Contains("00000000aa") && recorded.ByName == Ada);

        await gateway.Admin.Keys.ForgetAsync("00000000aa", "asked to be", Ct);

        (await NameAsync(gateway, "00000000aa")).ShouldBe("erased");
        (await gateway.Admin.Controls.GetAsync(Ct)).Active.ShouldHaveSingleItem().ByName.ShouldBe("erased");
        (await gateway.Admin.Journal.ReadAsync(types: ["api_key_created", "control_set"], cancellation: Ct).ToListAsync(Ct)).ShouldAllBe(recorded => recorded.ByName == "erased");
    }

    [Fact]
    public async Task Under_a_vault_key_every_node_needs_its_file()
    {
        Directory.CreateDirectory(_folder);
        var file = Path.Combine(_folder, "vault.key");
        await File.WriteAllTextAsync(file, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), Ct);
        await using var first = await StartAsync(options => options with { VaultKeyFile = file });
        var key = await CreateAsync(first);
        (await KeyBytesAsync(first.Options.Postgres!, key))!.Length.ShouldBeGreaterThan(32);
        await first.DisposeAsync();

        (await Should.ThrowAsync<JournalSchemaException>(() => TestGateway.StartAsync(first.Options.Postgres!, fixture.Packs.Folder, _ => first.Options with { VaultKeyFile = null }, Ct)))
            .Message.ShouldContain("--vault-key-file");
        await using var second = await RestartAsync(first);
        (await NameAsync(second, key)).ShouldBe(Ada);
    }

    [Fact]
    public async Task That_it_can_not_be_noted_beside_the_checkpoints_is_told_and_keeps_nothing_from_being_erased()
    {
        await using var gateway = await StartAsync();
        var folder = gateway.Services.GetRequiredService<ForgottenFolder>().Folder;
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        await File.WriteAllTextAsync(folder, "a file where the folder would be", Ct);
        var key = await CreateAsync(gateway);

        await gateway.Admin.Keys.ForgetAsync(key, "asked to be", Ct);

        (await KeyBytesAsync(gateway.Options.Postgres!, key)).ShouldBeNull();
        gateway.Log.Lines.ShouldContain(line => line.Contains($"holder {key} was forgotten could not be noted"));
    }

    private Task<TestGateway> StartAsync(Func<GatewayOptions, GatewayOptions>? configure = null)
    {
        var data = Path.Combine(_folder, "data");
        return fixture.StartAsync(options => (configure ?? (same => same))(options with { DataDir = data }), cancellationToken: Ct);
    }

    private Task<TestGateway> RestartAsync(TestGateway gateway) => TestGateway.StartAsync(gateway.Options.Postgres!, fixture.Packs.Folder, _ => gateway.Options, Ct);

    private static async Task<string> CreateAsync(TestGateway gateway, string name = Ada) =>
        (await gateway.Admin.Keys.CreateAsync(name, [Role.Operator], ["*"], cancellation: Ct)).Key.KeyId;

    private static async Task<string> NameAsync(TestGateway gateway, string keyId) => (await gateway.Admin.Keys.ListAsync(Ct)).Single(key => key.KeyId == keyId).Name;

    private static async Task FollowedAsync(TestGateway follower, TestGateway writer) =>
        await follower.Services.GetRequiredService<JournalBell>().ReachedAsync(await writer.Services.GetRequiredService<IJournal>().HeadAsync(Ct), Ct);

    private static async Task AppendAsync(IJournal journal, string stream, string type, string json)
    {
        var version = await journal.ReadStreamAsync(stream, ct: Ct).CountAsync(Ct);
        (await journal.AppendAsync(new Append(stream, version, [new EventData(type, Encoding.UTF8.GetBytes(json))], Market.Start), Ct)).ShouldBeOfType<AppendResult.Accepted>();
    }

    private async Task<string> CopyAsync(string database)
    {
        NpgsqlConnection.ClearAllPools();
        var copy = await fixture.CreateDatabaseAsync(Ct);
        var (from, to) = (new NpgsqlConnectionStringBuilder(database).Database, new NpgsqlConnectionStringBuilder(copy).Database);
        var server = new NpgsqlConnectionStringBuilder(database) { Database = "postgres" }.ConnectionString;
        await ExecuteAsync(server, $"drop database {to}");
        await ExecuteAsync(server, $"create database {to} template {from}");
        return copy;
    }

    private static async Task<byte[]?> KeyBytesAsync(string database, string subject)
    {
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await using var command = source.CreateCommand("select key from pc_subjects where subject = $1");
        command.Parameters.AddWithValue(subject);
        return await command.ExecuteScalarAsync(Ct) as byte[];
    }

    private static async Task ExecuteAsync(string database, string sql, params object[] values)
    {
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        foreach (var value in values) command.Parameters.AddWithValue(value);
        await command.ExecuteNonQueryAsync(Ct);
    }
}
