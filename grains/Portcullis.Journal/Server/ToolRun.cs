using System.ComponentModel;
using System.Diagnostics;

namespace Portcullis.Journal.Server;

/// <summary>One run of a program to its end.</summary>
internal static class ToolRun
{
    public sealed record Outcome(int ExitCode, string Output)
    {
        public bool Succeeded => ExitCode == 0;
    }

    public static async Task<Outcome> RunAsync(string program, IEnumerable<string> arguments, CancellationToken ct, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
            Environment = { ["LC_ALL"] = "C" },
        };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var errors = process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            return new Outcome(process.ExitCode, (await output + await errors).Trim());
        }
        catch (Win32Exception missing)
        {
            return new Outcome(-1, missing.Message);
        }
    }
}
