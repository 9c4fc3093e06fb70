using Portcullis.Domain.Access;

namespace Portcullis.Domain.Tests.Access;

public sealed class Keys_are_decided
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 14, 30, 0, TimeSpan.Zero);

    private static readonly ApiKeyCreated Root = Created("root", "root", Role.Admin);
    private static readonly ApiKeyCreated Desk = Created("desk", "ada", Role.Operator);
    private static readonly ApiKeyCreated Bot = Created("bot", "ada", Role.Trader);

    [Fact]
    public void A_new_key_is_created_once()
    {
        var create = new CreateKey("k2", "ada", "sealed1:x", "00", [Role.Trader], ["a"], null, "root");

        var happened = Given(Root).When(create).ShouldHaveSingleItem().ShouldBeOfType<ApiKeyCreated>();

        (happened.Holder, happened.SealedName, happened.By, happened.At).ShouldBe(("ada", "sealed1:x", "root", Now));
        Given(Root, happened).When(create).ShouldBeEmpty();
        Given(Root, happened).Refused(create).ShouldBeNull();
    }

    [Fact]
    public void Forgetting_a_holder_revokes_all_its_keys_and_no_others_in_one_act()
    {
        var forget = new ForgetHolder("ada", "asked to be", "root");

        Given(Root, Desk, Bot).When(forget).ShouldBe(
        [
            new ApiKeyRevoked("bot", "root", Now), new ApiKeyRevoked("desk", "root", Now), new HolderForgotten("ada", "asked to be", "root", Now),
        ]);
    }

    [Fact]
    public void A_key_that_was_revoked_before_is_not_revoked_again() =>
        Given(Root, Desk, Bot, new ApiKeyRevoked("bot", "root", Now)).When(new ForgetHolder("ada", "asked to be", "root"))
            .ShouldBe([new ApiKeyRevoked("desk", "root", Now), new HolderForgotten("ada", "asked to be", "root", Now)]);

    [Fact]
    public void Forgetting_twice_gives_no_events_and_no_refusal()
    {
        var forget = new ForgetHolder("ada", "asked to be", "root");
        var given = Given([Root, Desk, .. Given(Root, Desk).When(forget)]);

        given.When(forget).ShouldBeEmpty();
        given.Refused(forget).ShouldBeNull();
    }

    [Fact]
    public void An_erasure_is_recorded_once_and_only_of_whom_it_was_ordered()
    {
        var forgotten = new HolderForgotten("ada", "asked to be", "root", Now);

        Given(Root, Desk).When(new RecordErasure("ada")).ShouldBeEmpty();
        Given(Root, Desk, forgotten).When(new RecordErasure("ada")).ShouldBe([new HolderErased("ada", Now)]);
        Given(Root, Desk, forgotten, new HolderErased("ada", Now)).When(new RecordErasure("ada")).ShouldBeEmpty();
    }

    [Fact]
    public void A_forgotten_holder_gets_no_new_key() =>
        Given(Root, Desk, new HolderForgotten("ada", "asked to be", "root", Now)).Refused(new CreateKey("k2", "ada", "sealed1:x", "00", [Role.Trader], ["a"], null, "root"))
            .ShouldBe(AccessRefusal.HolderForgotten);

    [Fact]
    public void What_is_unknown_is_refused_by_its_name()
    {
        Given(Root).Refused(new RevokeKey("k9", "root")).ShouldBe(AccessRefusal.KeyUnknown);
        Given(Root).Refused(new ForgetHolder("nobody", "asked to be", "root")).ShouldBe(AccessRefusal.HolderUnknown);
    }

    [Fact]
    public void The_last_valid_admin_key_is_neither_revoked_nor_forgotten()
    {
        var expired = Created("old", "old", Role.Admin) with { ExpiresAt = Now };
        var given = Given(Root, Desk, expired, Created("gone", "gone", Role.Admin), new ApiKeyRevoked("gone", "root", Now));

        given.Refused(new RevokeKey("root", "root")).ShouldBe(AccessRefusal.LastAdmin);
        given.Refused(new ForgetHolder("root", "asked to be", "root")).ShouldBe(AccessRefusal.LastAdmin);
        given.When(new ForgetHolder("root", "asked to be", "root")).ShouldBeEmpty();
        given.Refused(new RevokeKey("old", "root")).ShouldBeNull();
        given.Refused(new ForgetHolder("gone", "asked to be", "root")).ShouldBeNull();
    }

    [Fact]
    public void Two_admin_keys_of_one_holder_are_not_forgotten_when_there_is_no_third()
    {
        var second = Created("root-2", "root", Role.Admin);

        Given(Root, second).Refused(new RevokeKey("root", "root")).ShouldBeNull();
        Given(Root, second).Refused(new ForgetHolder("root", "asked to be", "root")).ShouldBe(AccessRefusal.LastAdmin);
        Given(Root, second, Created("other", "eve", Role.Admin)).Refused(new ForgetHolder("root", "asked to be", "root")).ShouldBeNull();
    }

    [Fact]
    public void A_holder_is_found_by_its_own_name_and_by_each_of_its_keys()
    {
        var state = Given(Root, Desk, Bot).State;

        (state.HolderOf("ada"), state.HolderOf("bot"), state.HolderOf("desk"), state.HolderOf("eve")).ShouldBe(("ada", "ada", "ada", null));
        state.KeysOf("ada").Select(key => key.KeyId).ShouldBe(["bot", "desk"]);
    }

    [Theory]
    [InlineData("Ada Lovelace (0123456789)", "0123456789")]
    [InlineData("Ada (the first) (0123456789)", "0123456789")]
    [InlineData("0123456789", "0123456789")]
    [InlineData("portcullis", "portcullis")]
    [InlineData("Ada (first)", "Ada (first)")]
    [InlineData("(0123456789", "(0123456789")]
    [InlineData(")", ")")]
    [InlineData("", "")]
    public void Older_events_name_a_key_behind_its_name(string by, string pseudonym) => Pseudonym.Of(by).ShouldBe(pseudonym);

    private static ApiKeyCreated Created(string id, string holder, Role role) => new(id, holder, "sealed1:x", "00", [role], ["*"], null, "portcullis", Now);

    private static Past Given(params IAccessEvent[] events) => new(events.Aggregate(AccessState.Empty, (state, e) => state.Evolve(e)));

    private sealed record Past(AccessState State)
    {
        public IAccessEvent[] When(AccessCommand command) => [.. AccessDecider.Decide(State, command, Now)];

        public AccessRefusal? Refused(AccessCommand command) => AccessDecider.Refusal(State, command, Now);
    }
}
