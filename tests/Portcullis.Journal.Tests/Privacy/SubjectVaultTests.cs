using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Portcullis.Journal.Privacy;
using Portcullis.Testing;

namespace Portcullis.Journal.Tests.Privacy;

public sealed class SubjectVaultTests(PostgresFixture postgres) : SubjectVaultContract
{
    private readonly string _folder = TestFolder.NewPath("portcullis-vault-");
    private string _database = null!;
    private PostgresJournal _journal = null!;

    protected override async Task<ISubjectVault> OpenAsync()
    {
        _database = await postgres.CreateDatabaseAsync(Ct);
        _journal = await OpenJournalAsync();
        return _journal.Subjects;
    }

    public override async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Destroying_a_persons_key_leaves_the_chain_valid()
    {
        var name = await _journal.Subjects.SealAsync("trader-7", "Ada Lovelace", Ct);
        await _journal.AppendAsync(new Append("account-a", 0, [new EventData("account_opened", Encoding.UTF8.GetBytes($$"""{"name":"{{name}}"}"""))], Given.Noon), Ct);

        await _journal.Subjects.EraseAsync(["trader-7"], Ct);

        var stored = await _journal.ReadStreamAsync("account-a", ct: Ct).SingleAsync(Ct);
        var kept = JsonDocument.Parse(stored.Json).RootElement.GetProperty("name").GetString()!;
        (await _journal.Subjects.OpenAsync([new("trader-7", kept)], Ct)).ShouldHaveSingleItem().ShouldBeNull();
        (await _journal.VerifyAsync(new VerifyRequest(), null, Ct)).Valid.ShouldBeTrue();
    }

    [Fact]
    public async Task A_second_node_opens_what_the_first_has_sealed_and_sees_its_erasure()
    {
        await using var second = await OpenJournalAsync();
        var name = await _journal.Subjects.SealAsync("trader-7", "Ada", Ct);
        (await second.Subjects.OpenAsync([new("trader-7", name)], Ct)).ShouldBe(["Ada"]);

        await _journal.Subjects.EraseAsync(["trader-7"], Ct);

        (await second.Subjects.OpenAsync([new("trader-7", name)], Ct)).ShouldBe([null]);
        (await Sql.ScalarAsync(_database, "select erased_at is not null from pc_subjects where subject = 'trader-7'")).ShouldBe(true);
    }

    [Fact]
    public async Task Under_a_vault_key_the_database_alone_opens_nothing_and_what_stood_bare_is_wrapped()
    {
        var before = await _journal.Subjects.SealAsync("trader-7", "Ada", Ct);
        (await BareKeysAsync()).ShouldBe(1L);

        await using var first = await OpenJournalAsync(Key("one"));
        await using var second = await OpenJournalAsync(Key("one"));
        var after = await first.Subjects.SealAsync("trader-8", "Grace", Ct);

        (await BareKeysAsync()).ShouldBe(0L);
        (await second.Subjects.OpenAsync([new("trader-7", before), new("trader-8", after)], Ct)).ShouldBe(["Ada", "Grace"]);
        await second.Subjects.EraseAsync(["trader-7"], Ct);
        (await first.Subjects.OpenAsync([new("trader-7", before), new("trader-8", after)], Ct)).ShouldBe([null, "Grace"]);
    }

    [Fact]
    public async Task Wrapped_keys_are_refused_without_the_vault_key_and_with_another()
    {
        await using (var journal = await OpenJournalAsync(Key("one")))
            await journal.Subjects.SealAsync("trader-7", "Ada", Ct);

        (await Should.ThrowAsync<JournalSchemaException>(() => OpenJournalAsync())).Message.ShouldContain("--vault-key-file");
        (await Should.ThrowAsync<JournalSchemaException>(() => OpenJournalAsync(Key("two")))).Message.ShouldContain("another vault key");
    }

    [Theory]
    [InlineData("")]
    [InlineData("c2hvcnQ=")]
    [InlineData("not base64 at all")]
    public void A_file_that_holds_no_vault_key_says_what_was_expected(string content)
    {
        Directory.CreateDirectory(_folder);
        var path = Path.Combine(_folder, "vault.key");
        File.WriteAllText(path, content);

        Should.Throw<IOException>(() => VaultKey.FromFile(path)).Message.ShouldContain("openssl rand -base64 32");
    }

    private async Task<PostgresJournal> OpenJournalAsync(VaultKey? key = null)
    {
        var journal = await PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = _database, VaultKey = key }, TimeProvider.System, ct: Ct);
        try
        {
            await journal.Subjects.StartAsync(Ct);
            return journal;
        }
        catch
        {
            await journal.DisposeAsync();
            throw;
        }
    }

    private VaultKey Key(string name)
    {
        Directory.CreateDirectory(_folder);
        var path = Path.Combine(_folder, name);
        if (!File.Exists(path))
            File.WriteAllText(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) + "\n");
        return VaultKey.FromFile(path);
    }

    private Task<object?> BareKeysAsync() => Sql.ScalarAsync(_database, "select count(*) from pc_subjects where length(key) = 32");
}
