using System.Diagnostics;

namespace Portcullis.EndToEnd.Tests;

internal sealed record Finished(int ExitCode, string Output, string Errors);

/// <summary>The gateway and the CLI as users run them: processes of their own.</summary>
internal static class Programs
{
    public static string Gateway { get; } = Path.Combine(AppContext.BaseDirectory, "Portcullis.Gateway.dll");

    // From its own folder: beside the tests it would miss what they get from the web framework.
    private static readonly string Cli = Path.Combine(ReadmeWalk.Repository, "clients", "Portcullis.Cli", "bin", Configuration, "net10.0", "portcullis.dll");

    private static string Configuration => AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    public static Process StartGateway(string dataDir, string postgres, params string[] more)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["PORTCULLIS_POSTGRES"] = postgres } };
        foreach (var argument in (string[])[Gateway, "--urls", "http://127.0.0.1:0", "--data-dir", dataDir, .. more]) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    /// <summary>The address that a starting gateway says it listens on.</summary>
    public static async Task<string> AddressAsync(Process gateway, CancellationToken cancellationToken)
    {
        // Nobody reads the log; left alone, the pipe would fill and stop the gateway.
        gateway.BeginErrorReadLine();
        while (await gateway.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            if (line.StartsWith("LISTENING ", StringComparison.Ordinal)) return line["LISTENING ".Length..];
        throw new InvalidOperationException("The gateway ended before it listened.");
    }

    public static async Task<Finished> RunCliAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Cli);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return new Finished(process.ExitCode, await output, await errors);
    }
}
