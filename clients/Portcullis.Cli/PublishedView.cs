using Portcullis.Client;

namespace Portcullis.Cli;

/// <summary>What became of published market data.</summary>
internal static class PublishedView
{
    public static int Show(Output output, PublishResult result)
    {
        output.Show(result, () => Text.Sheet(
        [
            ("accepted", Text.Count(result.Accepted, "message")),
            ("refused", Text.Count(result.Refused, "message")),
            .. result.Reasons.Select(reason => ("because", reason)),
        ]));
        return result.Refused == 0 ? ExitCode.Ok : ExitCode.Usage;
    }
}
