using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Portcullis.Journal.Server;

/// <summary>The server process of a cluster, as its own pid file tells of it.</summary>
/// <param name="Port">Names the socket too.</param>
/// <param name="SocketFolder">Empty when the server has no socket.</param>
internal sealed record Postmaster(int ProcessId, int Port, string SocketFolder, string Address)
{
    private const int WorkerLooks = 100;

    /// <summary>Null when the cluster's server is certainly not running.</summary>
    public static async Task<Postmaster?> FindAsync(InstanceFolder folder, CancellationToken ct)
    {
        var lines = await ReadPidFileAsync(folder, ct);
        if (lines.Length < 6 || !int.TryParse(lines[0], CultureInfo.InvariantCulture, out var pid) || !await RunsAsync(pid, folder, ct))
            return null;
        return new Postmaster(pid, int.Parse(lines[3], CultureInfo.InvariantCulture), lines[4], lines[5]);
    }

    /// <summary>
    /// Removes what a dead server left. PostgreSQL does so itself unless some process has its number now: a stranger,
    /// or the dead server where nobody reaps it, as in many containers. The caller has found no server and holds the gate.
    /// </summary>
    /// <exception cref="PrivatePostgresException">Workers of the dead server live on: a second server beside them would destroy the data.</exception>
    public static async Task ClearStaleAsync(InstanceFolder folder, CancellationToken ct)
    {
        for (var attempt = 0; Workers(folder).FirstOrDefault() is { } worker; attempt++)
        {
            if (attempt == WorkerLooks)
                throw new PrivatePostgresException($"Process {worker} of a dead PostgreSQL still works in {folder.Data}: end it and try again.");
            await Task.Delay(100, ct);
        }

        File.Delete(folder.PidFile);
        if (Directory.Exists(folder.Socket))
        {
            foreach (var left in Directory.EnumerateFiles(folder.Socket, ".s.PGSQL.*"))
                File.Delete(left);
        }
    }

    public string ConnectionString(InstanceFolder folder, string database)
    {
        var settings = new NpgsqlConnectionStringBuilder { Username = "portcullis", Database = database, Port = Port };
        if (SocketFolder.Length > 0)
        {
            settings.Host = SocketFolder;
        }
        else
        {
            settings.Host = "127.0.0.1";
            settings.Password = File.ReadAllText(folder.Password);
        }

        return settings.ConnectionString;
    }

    /// <summary>Each worker's working folder is the cluster; they notice their server's death within moments.</summary>
    private static IEnumerable<string> Workers(InstanceFolder folder) =>
        OperatingSystem.IsLinux()
            ? Directory.EnumerateDirectories("/proc").Where(process => WorkingFolder(process) == folder.Data).Select(process => Path.GetFileName(process)!)
            : [];

    private static string? WorkingFolder(string process)
    {
        try
        {
            return char.IsAsciiDigit(Path.GetFileName(process)[0]) ? File.ResolveLinkTarget(Path.Combine(process, "cwd"), returnFinalTarget: false)?.FullName : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static async Task<string[]> ReadPidFileAsync(InstanceFolder folder, CancellationToken ct)
    {
        try
        {
            return await File.ReadAllLinesAsync(folder.PidFile, ct);
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>The number alone proves nothing: it must be a postgres that was started on this very folder.</summary>
    private static async Task<bool> RunsAsync(int pid, InstanceFolder folder, CancellationToken ct)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            if (OperatingSystem.IsWindows())
                return process.ProcessName.Contains("postgres", StringComparison.OrdinalIgnoreCase);
        }
        catch (ArgumentException)
        {
            return false;
        }

        var command = await CommandLineAsync(pid, ct);
        return command.Contains("postgres", StringComparison.Ordinal) && command.Contains(folder.Data, StringComparison.Ordinal);
    }

    private static async Task<string> CommandLineAsync(int pid, CancellationToken ct)
    {
        try
        {
            if (OperatingSystem.IsLinux())
                return await File.ReadAllTextAsync($"/proc/{pid}/cmdline", ct);
        }
        catch (IOException)
        {
            return string.Empty;
        }

        return (await ToolRun.RunAsync("ps", ["-o", "command=", "-p", pid.ToString(CultureInfo.InvariantCulture)], ct)).Output;
    }
}
