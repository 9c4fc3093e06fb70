using System.Text.RegularExpressions;

namespace Portcullis.Journal.Server;

/// <summary>Finds PostgreSQL's programs: named, on the PATH, in the usual places, or downloaded earlier or now.</summary>
internal static partial class Binaries
{
    private const int OldestVersion = 15;

    private static string Suffix => OperatingSystem.IsWindows() ? ".exe" : string.Empty;

    public static string Program(string folder, string name) => Path.Combine(folder, name + Suffix);

    /// <summary>A program that not every installation has (psql, pg_restore, pg_basebackup): beside the server's, or beside what that is a link to.</summary>
    /// <exception cref="PrivatePostgresException">It is not there.</exception>
    public static string Tool(string folder, string name)
    {
        var server = new FileInfo(Program(folder, "postgres"));
        var target = server.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? server.FullName;
        return new[] { Program(folder, name), Program(Path.GetDirectoryName(target)!, name) }.FirstOrDefault(File.Exists)
            ?? throw new PrivatePostgresException($"{name} is not beside {target}: install PostgreSQL's client programs.");
    }

    /// <exception cref="PrivatePostgresException">There is none; the message says what to install.</exception>
    public static async Task<string> FindAsync(PrivatePostgresOptions options, CancellationToken ct)
    {
        if (options.BinaryFolder is { } named)
            return await IsUsableAsync(named, ct) ? named : throw new PrivatePostgresException($"{named} holds no PostgreSQL of version {OldestVersion} or later.");

        foreach (var folder in Places())
        {
            if (await IsUsableAsync(folder, ct))
                return folder;
        }

        return await NpmPackage.FindAsync(options, ct);
    }

    public static bool IsComplete(string folder) =>
        File.Exists(Program(folder, "initdb")) && File.Exists(Program(folder, "pg_ctl")) && File.Exists(Program(folder, "postgres"));

    private static async Task<bool> IsUsableAsync(string folder, CancellationToken ct)
    {
        if (!IsComplete(folder))
            return false;
        var version = await ToolRun.RunAsync(Program(folder, "postgres"), ["--version"], ct);
        return version.Succeeded && MajorVersion().Match(version.Output) is { Success: true } match && int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) >= OldestVersion;
    }

    private static IEnumerable<string> Places() =>
    [
        .. (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
        .. Versions("/usr/lib/postgresql", "bin"),
        .. Versions("/opt/homebrew/opt", "bin"),
        .. Versions("/usr/local/opt", "bin"),
        .. Versions("/Applications/Postgres.app/Contents/Versions", "bin"),
        .. Versions("/usr/pgsql", "bin"),
        .. Versions(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"), "bin"),
    ];

    /// <summary>The newest first; a folder's name is a version or ends in one (postgresql@17).</summary>
    private static IEnumerable<string> Versions(string parent, string child)
    {
        if (!Path.IsPathRooted(parent) || !Directory.Exists(parent))
            return [];
        return Directory.EnumerateDirectories(parent)
            .Select(folder => (Folder: folder, Match: TrailingVersion().Match(Path.GetFileName(folder))))
            .Where(found => found.Match.Success)
            .OrderByDescending(found => int.Parse(found.Match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))
            .Select(found => Path.Combine(found.Folder, child));
    }

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    private static partial Regex MajorVersion();

    [GeneratedRegex(@"^(?:postgresql@)?(\d{1,3})(?:\.\d+)?$")]
    private static partial Regex TrailingVersion();
}
