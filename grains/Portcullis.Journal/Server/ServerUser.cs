using System.Runtime.InteropServices;

namespace Portcullis.Journal.Server;

/// <summary>
/// Under whose name the server runs. PostgreSQL refuses to run as root, so root hands the files to another user and runs the programs as that one.
/// </summary>
internal sealed class ServerUser
{
    private readonly string? _name;
    private readonly bool _reachesEverywhere;

    private ServerUser(string? name, bool reachesEverywhere)
    {
        _name = name;
        _reachesEverywhere = reachesEverywhere;
    }

    public static async Task<ServerUser> ChooseAsync(InstanceFolder folder, string binaries, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows() || geteuid() != 0)
            return new ServerUser(null, false);

        foreach (var candidate in (string[])["postgres", "nobody"])
        {
            var plain = new ServerUser(candidate, false);
            if ((await plain.RunAsync("/usr/bin/test", ["-d", "/"], ct)).Succeeded)
            {
                var reaches = (await plain.RunAsync("/usr/bin/test", ["-x", folder.Root, "-a", "-x", binaries], ct)).Succeeded;
                return reaches ? plain : new ServerUser(candidate, true);
            }
        }

        throw new PrivatePostgresException(
            "PostgreSQL refuses to run as root, and neither the user 'postgres' nor 'nobody' can be used through setpriv (package util-linux). Start as another user.");
    }

    /// <summary>Makes a folder the server's own and nobody else's.</summary>
    public async Task OwnAsync(string path, CancellationToken ct)
    {
        Directory.CreateDirectory(path);
        if (OperatingSystem.IsWindows())
            return;

        // The mode fails when somebody else owns the folder: then it is no place for a socket that trusts.
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (_name is not null && await ToolRun.RunAsync("chown", ["-R", $"{_name}:", path], ct) is { Succeeded: false } failed)
            throw new PrivatePostgresException($"The folder {path} can't be given to the user {_name}: {failed.Output}");
    }

    public Task<ToolRun.Outcome> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        if (_name is null)
            return ToolRun.RunAsync(program, arguments, ct);

        // A data folder below a folder that only root may enter, such as /root, is reached by this one capability.
        string[] reach = _reachesEverywhere ? ["--inh-caps", "+dac_override", "--ambient-caps", "+dac_override"] : [];
        return ToolRun.RunAsync("setpriv", ["--reuid", _name, "--regid", _name == "nobody" ? "nogroup" : _name, "--clear-groups", .. reach, "--", program, .. arguments], ct, "/");
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint geteuid();
}
