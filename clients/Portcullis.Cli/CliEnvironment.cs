namespace Portcullis.Cli;

/// <summary>What the program takes from the process around it, so that a test can run it in another.</summary>
internal sealed record CliEnvironment
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    public required Func<string, string?> Variable { get; init; }

    /// <summary>Where relative files and the key file are looked for.</summary>
    public required string Directory { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>The road to the gateway; null: the network.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>Columns of the terminal; null where output goes to a file or a pipe.</summary>
    public int? Width { get; init; }

    public static CliEnvironment Process => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        Variable = Environment.GetEnvironmentVariable,
        Directory = Environment.CurrentDirectory,
        Time = TimeProvider.System,
        Width = Console.IsOutputRedirected ? null : Console.WindowWidth,
    };
}
