using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Portcullis.EndToEnd.Tests;

/// <summary>A line of the README's walk: what is typed, and the exit code that its comment promises.</summary>
internal sealed record WalkLine(string Text, IReadOnlyList<string> Arguments, int ExitCode);

internal static partial class ReadmeWalk
{
    public static string Repository { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));

    private static string Here([CallerFilePath] string path = "") => path;

    public static IReadOnlyList<WalkLine> Lines()
    {
        var readme = File.ReadAllText(Path.Combine(Repository, "README.md"));
        var walk = readme[readme.IndexOf("<!-- walk -->", StringComparison.Ordinal)..readme.IndexOf("<!-- /walk -->", StringComparison.Ordinal)];
        return [.. walk.Split('\n').Where(line => line.StartsWith("$ portcullis ", StringComparison.Ordinal)).Select(Parse)];
    }

    private static WalkLine Parse(string line)
    {
        var command = line["$ portcullis ".Length..].Split(" # ")[0];
        var promised = ExitCode().Match(line);
        return new WalkLine(
            line,
            [.. Words().Matches(command).Select(word => word.Value.Trim('"'))],
            promised.Success ? int.Parse(promised.Groups[1].Value, CultureInfo.InvariantCulture) : 0);
    }

    [GeneratedRegex("\"[^\"]*\"|[^ ]+")]
    private static partial Regex Words();

    [GeneratedRegex(@"# exit (\d+)")]
    private static partial Regex ExitCode();
}
