using System.Collections.Concurrent;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Controls;
using Portcullis.Domain.Tests.Accounts;
using Portcullis.Journal;

namespace Portcullis.Grains.Tests;

/// <summary>One gateway's accounts over a journal, with a broker that only listens.</summary>
internal sealed class Node : IDecisionWorld, IEffects
{
    public Node(IJournal journal)
    {
        Journal = journal;
        Controls = new ControlGrain(journal);
        Accounts = new AccountDirectory(journal, Controls, this, this);
    }

    public IJournal Journal { get; }

    public ControlGrain Controls { get; }

    public AccountDirectory Accounts { get; }

    public World World { get; set; } = World.Quiet;

    /// <summary>Breaks what decisions are made on.</summary>
    public Func<DecisionContext, DecisionContext> Twist { get; set; } = context => context;

    /// <summary>Which events a broker is to hear of.</summary>
    public Func<IAccountEvent, bool> Follows { get; set; } = _ => true;

    /// <summary>What reached the broker, with the version of the account after it.</summary>
    public ConcurrentQueue<(long Version, IAccountEvent Event)> Applied { get; } = [];

    public AccountGrain Account => Accounts.Get(Past.Account);

    public DecisionContext? ContextFor(string profile, ControlState controls) => Twist((World with { Controls = controls }).Context);

    public bool Concerns(IAccountEvent happened) => Follows(happened);

    public Task ApplyAsync(AccountState after, IReadOnlyList<IAccountEvent> committed, CancellationToken cancellationToken)
    {
        for (var i = 0; i < committed.Count; i++) Applied.Enqueue((after.Version - committed.Count + 1 + i, committed[i]));
        return Task.CompletedTask;
    }

    public Task ReconcileAsync(AccountState state, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<Outcome> OpenAsync() => Account.ExecuteAsync(new OpenAccount(Past.Account, "topstep-50k", null, null, "paper"), null, TestContext.Current.CancellationToken);

    /// <summary>A limit buy at a price of its own, so that orders differ.</summary>
    public Task<Outcome> SubmitAsync(string id, decimal quantity = 1m, int ticks = 0) =>
        ExecuteAsync(new SubmitOrder(Ask.Limit(Domain.Orders.Side.Buy, quantity, 1790m - (0.25m * ticks), id)), id);

    public Task<Outcome> ExecuteAsync(AccountCommand command, string? key = null) => Account.ExecuteAsync(command, key, TestContext.Current.CancellationToken);
}
