using System.Diagnostics;

namespace Portcullis.Cli.Commands;

/// <summary>portcullis-journal, which works on a database, a dump or an export and needs no gateway.</summary>
internal static class OfflineJournal
{
    private const string Variable = "PORTCULLIS_JOURNAL_TOOL";

    public static async Task<int> RunAsync(CliEnvironment environment, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var start = BuiltProgram.Command(environment, Variable, Path.Combine("grains", "Portcullis.Journal.Cli"), "portcullis-journal.dll");
        (start.RedirectStandardOutput, start.RedirectStandardError, start.WorkingDirectory) = (true, true, environment.Directory);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new IOException($"{start.FileName} could not be started.");
        try
        {
            await Task.WhenAll(CopyAsync(process.StandardOutput, environment.Out, cancellation), CopyAsync(process.StandardError, environment.Error, cancellation));
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private static async Task CopyAsync(StreamReader from, TextWriter to, CancellationToken cancellation)
    {
        while (await from.ReadLineAsync(cancellation) is { } line)
            await to.WriteLineAsync(line.AsMemory(), cancellation);
    }
}
