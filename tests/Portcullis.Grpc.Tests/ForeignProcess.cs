using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Portcullis.Grpc.Tests;

/// <summary>Programs in other languages that take part in a test. The gateway's tests share this file.</summary>
internal static class ForeignProcess
{
    /// <summary>Debian's Python, which sees the packages that the system has.</summary>
    public const string Python = "/usr/bin/python3";

    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));

    public static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;

    public static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Start(program, arguments);
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, await output + await errors);
        }
        catch (Win32Exception)
        {
            return (-1, $"{program} is not installed");
        }
    }

    /// <summary>Whether the packages of a Node folder are there, or could be fetched.</summary>
    public static async Task<bool> PrepareNodeAsync(string folder)
    {
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
            await RunAsync("npm", "ci", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts");
        return (await RunAsync("node", "-e", $"require('{Path.Combine(folder, "node_modules", "@grpc", "grpc-js")}')")).ExitCode == 0;
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
