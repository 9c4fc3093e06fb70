using Npgsql;
using Portcullis.Journal.Server;
using Portcullis.Testing;

namespace Portcullis.Journal.Tests.Postgres;

/// <summary>A primary and the synchronous standby that its commits wait for.</summary>
internal sealed class StandbyPair : IAsyncDisposable
{
    private const string StandbyName = "portcullis_standby";

    private readonly PrivatePostgres _primary;

    private StandbyPair(PrivatePostgres primary, PrivatePostgres standby, string standbyFolder)
    {
        _primary = primary;
        Standby = standby;
        StandbyFolder = standbyFolder;
    }

    public PrivatePostgres Standby { get; }

    public string StandbyFolder { get; }

    /// <summary>Copies the primary with pg_basebackup, starts the copy and makes every commit wait for it.</summary>
    public static async Task<StandbyPair> FollowAsync(PrivatePostgres primary, CancellationToken ct)
    {
        var folder = TestFolder.NewPath("portcullis-standby-");
        await BaseBackup.TakeAsync(primary, folder, ["-R", "-d", $"{BaseBackup.ConnectionInfo(primary)} application_name={StandbyName}"], ct);
        var standby = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = folder }, ct);
        await Sql.ExecuteAsync(primary.ConnectionString, $"alter system set synchronous_standby_names = '{StandbyName}'");
        await Sql.ExecuteAsync(primary.ConnectionString, "select pg_reload_conf()");
        await Wait.UntilAsync(
            async () => await Sql.ScalarAsync(primary.ConnectionString, "select exists (select from pg_stat_replication where sync_state = 'sync')") is true, ct);
        return new StandbyPair(primary, standby, folder);
    }

    /// <summary>Both hosts; whoever connects finds the one that is primary.</summary>
    public string ConnectionStringTo(string database)
    {
        var (first, second) = (new NpgsqlConnectionStringBuilder(_primary.ConnectionString), new NpgsqlConnectionStringBuilder(Standby.ConnectionString));
        return new NpgsqlConnectionStringBuilder(_primary.ConnectionStringTo(database)) { Host = $"{first.Host}:{first.Port},{second.Host}:{second.Port}" }.ConnectionString;
    }

    /// <summary>The primary dies with all its processes, and the standby takes its place.</summary>
    public async Task FailOverAsync()
    {
        DriverProcess.KillServer(_primary.ProcessId);
        await Sql.ExecuteAsync(Standby.ConnectionString, "select pg_promote()");
    }

    public async ValueTask DisposeAsync()
    {
        await Standby.DisposeAsync();
        Directory.Delete(StandbyFolder, recursive: true);
    }
}
