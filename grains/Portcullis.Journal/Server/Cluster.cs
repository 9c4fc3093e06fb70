using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Portcullis.Journal.Server;

/// <summary>Makes, starts and stops the cluster of one folder. Its caller holds the folder's gate.</summary>
internal sealed class Cluster(InstanceFolder folder, PrivatePostgresOptions options, string binaries, ServerUser user)
{
    /// <summary>Given on the command line, where no file of the cluster can switch them off.</summary>
    private static readonly string[] Durability = ["fsync=on", "synchronous_commit=on", "full_page_writes=on"];

    /// <summary>Half a gigabyte of old write-ahead segments is kept to be written over: every commit waits while a new one is made.</summary>
    private static readonly string[] Defaults =
    [
        "max_connections=300", "shared_buffers=128MB", "checkpoint_timeout=15min", "min_wal_size=512MB", "max_wal_size=2GB", "wal_compression=on", "log_min_messages=warning", "jit=off",
    ];

    public async Task InitialiseAsync(CancellationToken ct)
    {
        options.Progress?.Invoke($"Making a PostgreSQL cluster in {folder.Root}.");

        // What a start left behind that died half way is no cluster: initdb wants an empty folder.
        if (Directory.Exists(folder.Data))
            Directory.Delete(folder.Data, recursive: true);
        await WritePasswordAsync(ct);
        var password = Path.Combine(folder.Initial, "password");
        Directory.CreateDirectory(folder.Initial);
        File.Copy(folder.Password, password, overwrite: true);
        await user.OwnAsync(folder.Initial, ct);
        await user.OwnAsync(folder.Data, ct);

        var outcome = await user.RunAsync(
            Binaries.Program(binaries, "initdb"),
            ["-D", folder.Data, "-U", "portcullis", "-E", "UTF8", "--locale=C", "--data-checksums", "--auth-local=trust", "--auth-host=scram-sha-256", $"--pwfile={password}"],
            ct);
        if (!outcome.Succeeded)
            throw new PrivatePostgresException($"initdb failed in {folder.Root}: {outcome.Output}");
        Directory.Delete(folder.Initial, recursive: true);
    }

    public async Task StartAsync(CancellationToken ct)
    {
        await user.OwnAsync(folder.Data, ct);
        await Postmaster.ClearStaleAsync(folder, ct);
        var tcp = options.Transport == PostgresTransport.Tcp || !Socket.OSSupportsUnixDomainSockets || OperatingSystem.IsWindows();
        if (!tcp)
            await user.OwnAsync(folder.Socket, ct);

        var settings = (string[])[.. Defaults, .. options.Settings.Select(setting => $"{setting.Key}={setting.Value}"), .. tcp ? OverTcp() : OverSocket(), .. Durability];
        string[] command =
        [
            "start", "-w", "-t", options.StartTimeout.TotalSeconds.ToString("0", CultureInfo.InvariantCulture), "-D", folder.Data, "-l", folder.Log,
            "-o", string.Join(' ', settings.Select(setting => $"-c {Quoted(setting)}")),
        ];
        var outcome = await user.RunAsync(Binaries.Program(binaries, "pg_ctl"), command, ct);
        if (!outcome.Succeeded)
            throw new PrivatePostgresException($"PostgreSQL does not start in {folder.Root}: {outcome.Output} {LogTail()}");
    }

    /// <summary>Lets no client finish, writes a checkpoint and ends.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        var outcome = await user.RunAsync(Binaries.Program(binaries, "pg_ctl"), ["stop", "-w", "-m", "fast", "-D", folder.Data], ct);
        if (!outcome.Succeeded && await Postmaster.FindAsync(folder, ct) is not null)
            throw new PrivatePostgresException($"PostgreSQL does not stop in {folder.Root}: {outcome.Output}");
    }

    private string[] OverSocket() => ["listen_addresses=", $"unix_socket_directories={folder.Socket}", "unix_socket_permissions=0700", "port=5432"];

    private static string[] OverTcp() => ["listen_addresses=127.0.0.1", "unix_socket_directories=", $"port={FreePort()}"];

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task WritePasswordAsync(CancellationToken ct)
    {
        await File.WriteAllTextAsync(folder.Password, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)), ct);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.Password, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static string Quoted(string setting) => OperatingSystem.IsWindows() ? $"\"{setting}\"" : $"'{setting.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private string LogTail()
    {
        return File.Exists(folder.Log) ? string.Join('\n', File.ReadLines(folder.Log).TakeLast(10)) : string.Empty;
    }
}
