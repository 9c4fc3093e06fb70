using System.Globalization;
using Portcullis.Journal.Driver;
using Portcullis.Testing;

namespace Portcullis.Journal.Tests.Linearizability;

/// <summary>What happens to the nodes while they work.</summary>
internal enum Fault
{
    None,
    KillNode,
    FreezeNode,
    ResetConnections,
    RestartServer,
    PromoteStandby,
}

/// <summary>Several node processes on one database, a fault in their midst, and the judgement of what they were told.</summary>
/// <param name="restartServer">Starts the killed server again.</param>
/// <param name="failOver">Kills the primary and promotes its standby; null where there is none.</param>
/// <param name="nodesConnection">What the nodes are given, where it is not the test's own: both hosts of a pair.</param>
internal sealed class HistoryRun(Func<int> serverProcess, Func<Task> restartServer, Func<string> connection, int seed, Func<Task>? failOver = null, string? nodesConnection = null)
{
    private const int OperationsPerWorker = 40;

    public async Task<IReadOnlyList<string>> RunAsync(int nodes, Fault fault, params string[] flaws)
    {
        var ct = TestContext.Current.CancellationToken;
        var folder = Directory.CreateDirectory(TestFolder.NewPath("portcullis-history-"));
        try
        {
            var names = Enumerable.Range(1, nodes).Select(n => $"node{n}").ToArray();
            var running = names.Select(name => DriverProcess.Start(
                ["load", nodesConnection ?? connection(), name, $"{seed}", $"{OperationsPerWorker}", Path.Combine(folder.FullName, name), .. flaws])).ToArray();
            foreach (var node in running)
                (await node.LineAsync()).ShouldBe("ready");
            foreach (var node in running)
                await node.SayAsync("go");

            await StrikeAsync(fault, running[0], folder, ct);
            var killed = fault == Fault.KillNode ? 1 : 0;
            foreach (var node in running.Skip(killed))
                (await node.LineAsync()).ShouldBe("done");

            await using var journal = await OpenAsync(ct);
            var events = await journal.ReadAllAsync(ct: ct).ToListAsync(ct);
            foreach (var node in running.Skip(killed))
            {
                await node.SayAsync(events.Count.ToString(CultureInfo.InvariantCulture));
                (await node.LeaveAsync()).ShouldBe(0);
            }

            foreach (var node in running)
                await node.DisposeAsync();
            return await JudgeAsync(journal, names, folder, events, killed, ct);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<string>> JudgeAsync(
        PostgresJournal journal, string[] names, DirectoryInfo folder, List<StoredEvent> events, int killed, CancellationToken ct)
    {
        var histories = names.Select(name => History.Read(Path.Combine(folder.FullName, name)).ToList()).ToList();
        var chain = await journal.VerifyAsync(new VerifyRequest(), null, ct);
        return
        [
            .. HistoryChecker.Check(events, [.. histories.SelectMany(history => history)]),
            .. histories.SelectMany((history, n) => HistoryChecker.CheckSubscriber(names[n], history, events.Count, killed: n < killed)),
            .. chain.Findings.Select(finding => finding.Message),
        ];
    }

    private Task<PostgresJournal> OpenAsync(CancellationToken ct) =>
        PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = connection() }, TimeProvider.System, ct: ct);

    private async Task StrikeAsync(Fault fault, DriverProcess victim, DirectoryInfo folder, CancellationToken ct)
    {
        // In the midst of the work: when the victim has written a number of lines that the seed chooses.
        if (fault != Fault.None)
            await WaitForLinesAsync(Path.Combine(folder.FullName, "node1"), 20 + (seed * 7 % 100), ct);
        switch (fault)
        {
            case Fault.KillNode:
                await victim.KillAsync();
                break;
            case Fault.FreezeNode:
                victim.Freeze();
                await WaitForOthersAsync(ct);
                victim.Thaw();
                break;
            case Fault.ResetConnections:
                await Sql.ExecuteAsync(connection(), "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()");
                break;
            case Fault.RestartServer:
                DriverProcess.KillServer(serverProcess());
                await restartServer();
                break;
            case Fault.PromoteStandby:
                await failOver!();
                break;
            default:
                break;
        }
    }

    private static async Task WaitForLinesAsync(string path, int lines, CancellationToken ct)
    {
        await Wait.UntilAsync(
            async () =>
            {
                await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                using var reader = new StreamReader(stream);
                return (await reader.ReadToEndAsync(ct)).Count(c => c == '\n') >= lines;
            },
            ct);
    }

    /// <summary>The frozen node stays so until the others have committed more, or for a while when they have nothing left to do.</summary>
    private async Task WaitForOthersAsync(CancellationToken ct)
    {
        var before = await HeadAsync();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var looks = 0; looks < 20 && await HeadAsync() < before + 20; looks++)
            await tick.WaitForNextTickAsync(ct);
    }

    private async Task<long> HeadAsync() => (long)(await Sql.ScalarAsync(connection(), "select coalesce(max(last_position), 0) from pc_blocks"))!;
}
