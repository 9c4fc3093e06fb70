using Npgsql;
using Portcullis.Journal.Server;

namespace Portcullis.Journal.Archives;

/// <summary>What pg_dump wrote (plain SQL, custom, tar or directory format), restored into a private instance that goes away with this object.</summary>
public sealed class JournalDump : IAsyncDisposable
{
    private readonly PrivatePostgres _postgres;
    private readonly string _folder;

    private JournalDump(PrivatePostgres postgres, string folder)
    {
        _postgres = postgres;
        _folder = folder;
    }

    public string ConnectionString => _postgres.ConnectionString;

    /// <exception cref="PrivatePostgresException">No PostgreSQL here, or the file is no dump; the message says what to do.</exception>
    public static async Task<JournalDump> RestoreAsync(string path, Action<string>? progress = null, CancellationToken ct = default)
    {
        var folder = Directory.CreateTempSubdirectory("portcullis-dump-").FullName;
        var options = new PrivatePostgresOptions { DataFolder = folder, Progress = progress };
        PrivatePostgres? postgres = null;
        try
        {
            postgres = await PrivatePostgres.StartAsync(options, ct);
            progress?.Invoke($"Restoring {path}.");
            await RestoreAsync(path, postgres, await Binaries.FindAsync(options, ct), ct);
            return new JournalDump(postgres, folder);
        }
        catch
        {
            if (postgres is not null)
                await postgres.DisposeAsync();
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task RestoreAsync(string path, PrivatePostgres postgres, string binaries, CancellationToken ct)
    {
        var settings = new NpgsqlConnectionStringBuilder(postgres.ConnectionString);
        string[] target = ["--host", settings.Host!, "--port", $"{settings.Port}", "--username", settings.Username!, "--dbname", settings.Database!, "--no-password"];
        string[] environment = settings.Password is { } password ? [$"PGPASSWORD={password}"] : [];

        // Owners and rights of the dumped server have no users here, and are nothing that verification speaks of.
        var (program, arguments) = await IsPlainAsync(path, ct)
            ? ("psql", (string[])["--no-psqlrc", "--quiet", .. target, "--file", path])
            : ("pg_restore", ["--no-owner", "--no-privileges", .. target, path]);
        var outcome = await ToolRun.RunAsync("env", [.. environment, Binaries.Tool(binaries, program), .. arguments], ct);
        if (!outcome.Succeeded)
            throw new PrivatePostgresException($"{path} can't be restored: {outcome.Output}");
    }

    private static async Task<bool> IsPlainAsync(string path, CancellationToken ct)
    {
        if (Directory.Exists(path))
            return false;
        await using var file = File.OpenRead(path);
        var start = new byte[512];
        var length = await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, ct);
        var isCustom = start.AsSpan(0, length).StartsWith("PGDMP"u8);
        var isTar = length == start.Length && start.AsSpan(257).StartsWith("ustar"u8);
        return !isCustom && !isTar;
    }
}
