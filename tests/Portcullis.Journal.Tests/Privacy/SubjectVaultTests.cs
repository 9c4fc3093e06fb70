using System.Text;
using System.Text.Json;
using Portcullis.Testing;

namespace Portcullis.Journal.Tests.Privacy;

public sealed class SubjectVaultTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Destroying_a_persons_key_makes_their_data_unreadable_and_leaves_the_chain_valid()
    {
        await using var journal = await PostgresJournal.OpenAsync(
            new PostgresJournalOptions { ConnectionString = await postgres.CreateDatabaseAsync(Ct) }, TimeProvider.System, ct: Ct);
        var vault = journal.Subjects;
        var name = await vault.SealAsync("trader-7", "Ada Lovelace", Ct);
        var other = await vault.SealAsync("trader-8", "Grace Hopper", Ct);
        await journal.AppendAsync(new Append("account-a", 0, [new EventData("account_opened", Encoding.UTF8.GetBytes($$"""{"name":"{{name}}"}"""))], Given.Noon), Ct);

        var stored = await journal.ReadStreamAsync("account-a", ct: Ct).SingleAsync(Ct);
        var sealedName = JsonDocument.Parse(stored.Json).RootElement.GetProperty("name").GetString()!;
        // The whole name: three letters of it turn up in base64 by chance now and then.
        sealedName.ShouldNotContain("Lovelace");
        (await vault.OpenAsync("trader-7", sealedName, Ct)).ShouldBe("Ada Lovelace");
        (await vault.OpenAsync("trader-8", sealedName, Ct)).ShouldBeNull();

        (await vault.EraseAsync("trader-7", Ct)).ShouldBeTrue();
        (await vault.EraseAsync("trader-7", Ct)).ShouldBeFalse();
        (await vault.OpenAsync("trader-7", sealedName, Ct)).ShouldBeNull();
        (await vault.OpenAsync("trader-8", other, Ct)).ShouldBe("Grace Hopper");
        await Should.ThrowAsync<InvalidOperationException>(() => vault.SealAsync("trader-7", "again", Ct));
        (await journal.VerifyAsync(new VerifyRequest(), null, Ct)).Valid.ShouldBeTrue();
    }
}
