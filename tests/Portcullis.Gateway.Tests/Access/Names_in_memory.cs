using Portcullis.Domain.Access;
using Portcullis.Gateway.Access;
using Portcullis.Grains;
using Portcullis.Journal;

namespace Portcullis.Gateway.Tests.Access;

/// <summary>What a node keeps of names in memory, and what it tells when it can't reach the vault.</summary>
public sealed class Names_in_memory
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 14, 30, 0, TimeSpan.Zero);

    private readonly InMemoryJournal _journal = new();
    private readonly AccessGrain _access;
    private readonly HolderNames _names;

    public Names_in_memory()
    {
        _access = new AccessGrain(_journal);
        _names = new HolderNames(_access, _journal.Subjects);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_name_that_was_told_once_is_told_without_the_database()
    {
        await CreateAsync("key-1", "ada", "Ada");
        await CreateAsync("key-2", "grace", "Grace");
        (await _names.OfAsync("key-1", Ct)).ShouldBe("Ada");

        _journal.SetAvailable(false);

        (await _names.OfAsync("key-1", Ct)).ShouldBe("Ada");
        (await _names.OfAsync("key-2", Ct)).ShouldBe("");
        (await _names.OfAsync(["key-1", "key-2", "portcullis"], Ct)).ShouldHaveSingleItem().ShouldBe(new("key-1", "Ada"));
    }

    [Fact]
    public async Task Nothing_is_told_of_who_was_forgotten_also_while_the_database_is_away_and_the_key_not_yet_destroyed()
    {
        await CreateAsync("key-1", "ada", "Ada");
        await CreateAsync("key-2", "ada", "Ada's bot");
        (await _names.OfAsync("key-1", Ct)).ShouldBe("Ada");

        await _access.TryAsync(new ForgetHolder("ada", "asked to be", "key-0"), Now, Ct);
        _journal.SetAvailable(false);

        (await _names.OfAsync(["key-1", "key-2"], Ct)).Values.ShouldBe(["erased", "erased"]);
    }

    [Fact]
    public async Task Another_nodes_order_to_forget_takes_what_this_one_has_kept()
    {
        var other = new AccessGrain(_journal);
        await CreateAsync("key-1", "ada", "Ada");
        (await _names.OfAsync("key-1", Ct)).ShouldBe("Ada");

        await other.TryAsync(new ForgetHolder("ada", "asked to be", "key-0"), Now, Ct);
        await _access.CatchUpAsync(long.MaxValue, Ct);

        (await _names.OfAsync("key-1", Ct)).ShouldBe("erased");
    }

    private async Task CreateAsync(string keyId, string holder, string name) =>
        (await _access.TryAsync(new CreateKey(keyId, holder, await _journal.Subjects.SealAsync(holder, name, Ct), "00", [Role.Trader], ["*"], null, "portcullis"), Now, Ct)).ShouldBeNull();
}
