using System.Diagnostics;
using Portcullis.Testing;

namespace Portcullis.Journal.Tests.Postgres;

/// <summary>The disk fills up under load: below the events alone, and below the whole server with its log.</summary>
public sealed class DiskFullTests
{
    private const int ClusterMegabytes = 100;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_room_for_events_every_append_is_refused_with_the_reason_and_with_room_again_taken()
    {
        await using var disk = await SmallDisk.MountAsync(8);
        var folder = TestFolder.NewPath("portcullis-full-");
        await using (var server = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = folder }, Ct))
        {
            await using var journal = await OpenAsync(server);
            await OwnAsync(disk, server);
            await Sql.ExecuteAsync(server.ConnectionString, $"create tablespace small location '{disk.Path}'");
            await Sql.ExecuteAsync(server.ConnectionString, "alter table mt_events set tablespace small");

            var (acknowledged, refusal) = await FillAsync(journal);
            refusal.OutcomeUnknown.ShouldBeFalse(refusal.ToString());
            refusal.Message.ShouldContain("No space left on device");
            journal.IsAvailable.ShouldBeTrue();
            await Should.ThrowAsync<JournalUnavailableException>(() => journal.AppendAsync(Big(acknowledged), Ct));

            await disk.GrowAsync(64);
            (await journal.AppendAsync(Big(acknowledged), Ct)).ShouldBeOfType<AppendResult.Accepted>().LastVersion.ShouldBe(acknowledged + 1);
            (await journal.VerifyAsync(new VerifyRequest(), null, Ct)).Findings.ShouldBeEmpty();
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Without_room_for_the_servers_log_nothing_acknowledged_is_lost_and_the_journal_comes_back_with_room()
    {
        await using var disk = await SmallDisk.MountAsync(ClusterMegabytes);
        var options = new PrivatePostgresOptions { DataFolder = disk.Path };
        var server = await PrivatePostgres.StartAsync(options, Ct);
        await using (var journal = await OpenAsync(server))
        {
            var (acknowledged, refusal) = await FillAsync(journal);
            refusal.OutcomeUnknown.ShouldBe(!journal.IsAvailable);

            // The server has ended itself, or is about to: it comes back only when there is room.
            await server.DisposeAsync();
            await disk.GrowAsync(ClusterMegabytes * 3);
            server = await PrivatePostgres.StartAsync(options, Ct);
            await Wait.UntilAsync(() => Task.FromResult(journal.IsAvailable), Ct);
            var version = await CountAsync(journal);
            version.ShouldBeInRange(acknowledged, acknowledged + 1);
            (await journal.AppendAsync(Big(version), Ct)).ShouldBeOfType<AppendResult.Accepted>();
            (await journal.VerifyAsync(new VerifyRequest(), null, Ct)).Findings.ShouldBeEmpty();
        }

        await server.DisposeAsync();
    }

    private static Task<PostgresJournal> OpenAsync(PrivatePostgres server) => PostgresJournal.OpenAsync(
        new PostgresJournalOptions { ConnectionString = server.ConnectionString, ReconnectPause = TimeSpan.FromMilliseconds(50) }, TimeProvider.System, ct: Ct);

    /// <summary>Appends until the first refusal, and tells how many were acknowledged before it.</summary>
    private static async Task<(int Acknowledged, JournalUnavailableException Refusal)> FillAsync(PostgresJournal journal)
    {
        for (var acknowledged = 0; ; acknowledged++)
        {
            try
            {
                (await journal.AppendAsync(Big(acknowledged), Ct)).ShouldBeOfType<AppendResult.Accepted>();
            }
            catch (JournalUnavailableException full)
            {
                return (acknowledged, full);
            }
        }
    }

    /// <summary>A stream's reader may meet a server that is still starting.</summary>
    private static async Task<int> CountAsync(PostgresJournal journal)
    {
        while (true)
        {
            try
            {
                return await journal.ReadStreamAsync("account-a", ct: Ct).CountAsync(Ct);
            }
            catch (JournalUnavailableException)
            {
                await Wait.UntilAsync(() => Task.FromResult(journal.IsAvailable), Ct);
            }
        }
    }

    /// <summary>Two hundred kilobytes that do not compress.</summary>
    private static Append Big(int version)
    {
        var noise = new byte[150_000];
        new Random(version).NextBytes(noise);
        return new Append("account-a", version, Given.Body($$"""{"noise":"{{Convert.ToBase64String(noise)}}"}"""), Given.Noon);
    }

    private static async Task OwnAsync(SmallDisk disk, PrivatePostgres server)
    {
        using var owner = Process.Start("chown", [$"--reference=/proc/{server.ProcessId}/cwd", disk.Path]);
        await owner.WaitForExitAsync(Ct);
        owner.ExitCode.ShouldBe(0);
    }
}
