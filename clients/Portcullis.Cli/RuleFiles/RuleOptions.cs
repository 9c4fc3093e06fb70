using System.CommandLine;

namespace Portcullis.Cli.RuleFiles;

/// <summary>The options that the verbs on rule files share.</summary>
internal sealed class RuleOptions
{
    public Option<string?> Facts { get; } = new("--facts") { Description = "A JSON file with the facts. What it leaves out has its default.", HelpName = "file" };

    public Option<string?> Model { get; } = new("--model")
    {
        Description = "A JSON file with a sample of every input, whose shape takes the place of Portcullis' own facts.",
        HelpName = "file",
    };

    public Option<string?> Params { get; } = new("--params") { Description = "A parameter sheet (*.params.json).", HelpName = "file" };

    public Option<string?> Profile { get; } = new("--profile") { Description = "The profile of the sheet.", HelpName = "name" };
}
