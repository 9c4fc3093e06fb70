using System.Collections.Immutable;
using System.Text;
using Portcullis.Domain.Accounts;

namespace Portcullis.Domain.Tests.Accounts;

/// <summary>Given(events).When(command).Then(events | refusal).</summary>
internal sealed record Scenario(ImmutableArray<IAccountEvent> Past, World World)
{
    public static Scenario Given(params IAccountEvent[] events) => new([.. events], World.Quiet);

    public Scenario In(World world) => this with { World = world };

    public Scenario In(Func<World, World> change) => this with { World = change(World) };

    public AccountState State => AccountState.Empty.Evolve(Past);

    public Result When(AccountCommand command) => new(this, AccountDecider.Decide(State, command, World.Context));

    /// <summary>The command has been carried out; what it led to is past.</summary>
    public Scenario After(AccountCommand command) => this with { Past = [.. Past, .. When(command).Events] };

    internal sealed record Result(Scenario Before, Outcome Outcome)
    {
        public ImmutableArray<IAccountEvent> Events => Outcome.ShouldBeOfType<Outcome.Happened>().Events;

        public OrderDecided Decision => Events.OfType<OrderDecided>().ShouldHaveSingleItem();

        public AccountState State => Before.State.Evolve(Events);

        public T Single<T>()
            where T : IAccountEvent => Events.OfType<T>().ShouldHaveSingleItem();

        /// <summary>These events and no others, compared as they are stored.</summary>
        public void Then(params IAccountEvent[] expected) => Text(Events).ShouldBe(Text(expected));

        /// <summary>Events of these kinds, in this order.</summary>
        public Result Then(params Type[] kinds)
        {
            Events.Select(e => e.GetType()).ShouldBe(kinds);
            return this;
        }

        public void ThenNothing() => Events.ShouldBeEmpty();

        public void ThenRefused(RefusalCode code) => Outcome.ShouldBeOfType<Outcome.Refused>().Refusal.Code.ShouldBe(code);

        public void ThenRepeated(long version) => Outcome.ShouldBeOfType<Outcome.Repeated>().Version.ShouldBe(version);

        public OrderDecided ThenApproved(decimal? quantity = null)
        {
            Decision.Violations.Select(v => v.Code).ShouldBeEmpty();
            Decision.Verdict.ShouldBe(Verdict.Approved);
            if (quantity is { } q) Decision.ApprovedQuantity.ShouldBe(q);
            return Decision;
        }

        /// <summary>Rejected for exactly these reasons, in this order.</summary>
        public OrderDecided ThenRejected(params string[] codes)
        {
            Decision.Verdict.ShouldBe(Verdict.Rejected);
            Decision.Violations.Select(v => v.Code).ShouldBe(codes);
            return Decision;
        }

        private static string Text(IEnumerable<IAccountEvent> events) =>
            string.Join('\n', events.Select(e => $"{EventCatalog.NameOf(e)} {Encoding.UTF8.GetString(EventCatalog.Write(e))}"));
    }
}
