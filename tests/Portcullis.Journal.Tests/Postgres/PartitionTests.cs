using Portcullis.Testing;

namespace Portcullis.Journal.Tests.Postgres;

/// <summary>The network between a node and its database goes silent: no error, no answer.</summary>
public sealed class PartitionTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silent_network_fails_closed_after_the_commit_timeout_and_what_arrives_late_changes_nothing()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await using var network = new SilentNetwork(database);
        var options = new PostgresJournalOptions
        {
            ConnectionString = network.ConnectionString,
            // Long enough for what is asked before the silence, on a machine that has much else to do.
            CommitTimeout = TimeSpan.FromSeconds(6),
            ReadTimeout = TimeSpan.FromSeconds(6),
            ReconnectPause = TimeSpan.FromMilliseconds(50),
        };
        await using var journal = await PostgresJournal.OpenAsync(options, TimeProvider.System, ct: Ct);
        await journal.AppendAsync(Given.Append("account-a", 0), Ct);
        var seen = journal.SubscribeAsync(0, Ct).Take(3).Select(stored => stored.Position).ToListAsync(Ct).AsTask();
        var back = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        journal.AvailabilityChanged += available =>
        {
            if (available)
                back.TrySetResult();
        };

        network.GoSilent();
        (await Should.ThrowAsync<JournalUnavailableException>(() => journal.AppendAsync(Given.Append("account-a", 1), Ct))).OutcomeUnknown.ShouldBeTrue();
        journal.IsAvailable.ShouldBeFalse();
        Should.Throw<JournalUnavailableException>(() => { _ = journal.AppendAsync(Given.Append("account-a", 1), Ct); }).OutcomeUnknown.ShouldBeFalse();
        await Should.ThrowAsync<JournalUnavailableException>(async () => await journal.ReadStreamAsync("account-a", ct: Ct).CountAsync(Ct));

        network.Heal();
        await back.Task.WaitAsync(Ct);
        var settled = await journal.ReadStreamAsync("account-a", ct: Ct).CountAsync(Ct);
        network.DeliverLate();
        (await journal.AppendAsync(Given.Append("account-a", settled), Ct)).ShouldBeOfType<AppendResult.Accepted>().LastVersion.ShouldBe(settled + 1);
        (await journal.AppendAsync(Given.Append("account-a", settled + 1), Ct)).ShouldBeOfType<AppendResult.Accepted>();

        settled.ShouldBe(1);
        (await seen).ShouldBe([1, 2, 3]);
        (await journal.VerifyAsync(new VerifyRequest(), null, Ct)).Findings.ShouldBeEmpty();
    }
}
