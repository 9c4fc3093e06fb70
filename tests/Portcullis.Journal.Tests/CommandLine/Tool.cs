using System.Diagnostics;

namespace Portcullis.Journal.Tests.CommandLine;

/// <summary>Runs portcullis-journal as an auditor does.</summary>
internal static class Tool
{
    public sealed record Outcome(int ExitCode, string Output, string Errors);

    public static async Task<Outcome> RunAsync(params string[] arguments)
    {
        var ct = TestContext.Current.CancellationToken;
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return new Outcome(process.ExitCode, await output, await errors);
    }

    public static Process Start(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "portcullis-journal" + (OperatingSystem.IsWindows() ? ".exe" : string.Empty));
        return Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }
}
