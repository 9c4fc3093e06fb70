namespace Portcullis.Rules.Cli;

/// <summary>A verb, its files, and its options.</summary>
public sealed class Arguments
{
    public const string Usage = """
        portcullis-rules VERB FILE... [--facts FILE] [--params FILE --profile NAME] [--json]
          check FILE...        load and analyse; exit code 1 on an error, with --strict also on a warning
          test CASES...        run *.cases.json (their "rules", or --rules FILE) and print what has no case
          explain FILE...      every rule's outcome on --facts
          eval EXPRESSION      one expression on --facts
          diff OLD NEW         what became tighter or looser
          format FILE...       rewrite in the house order; with --check only report
          docs FILE...         a readable page
          schema               the JSON Schema of rule files over these facts
        """;

    private static readonly string[] Flags = ["json", "strict", "check"];

    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);
    private readonly List<string> _files = [];

    private Arguments()
    {
    }

    public string Verb { get; private set; } = "";

    public IReadOnlyList<string> Files => _files;

    public string? Option(string name) => _options.GetValueOrDefault(name);

    public bool Flag(string name) => _options.ContainsKey(name);

    public static Arguments Parse(IReadOnlyList<string> arguments)
    {
        var parsed = new Arguments();
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (argument.StartsWith("--", StringComparison.Ordinal))
            {
                var name = argument[2..];
                parsed._options[name] = Flags.Contains(name) || i + 1 == arguments.Count ? "" : arguments[++i];
            }
            else if (parsed.Verb.Length == 0)
                parsed.Verb = argument;
            else
                parsed._files.Add(argument);
        }
        return parsed;
    }
}
