using System.Text.Encodings.Web;
using System.Text.Json;
using Portcullis.Rules;
using Portcullis.Rules.Facts;
using Portcullis.Rules.Parameters;

namespace Portcullis.Cli.RuleFiles;

/// <summary>One run of a verb on rule files: what it was given, and how it prints.</summary>
internal sealed class RuleCall(Invocation call, RuleOptions options)
{
    private static readonly JsonSerializerOptions Json = new(FactJson.Options) 
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public Invocation Invocation => call;

    public RuleFacts Facts(bool isMonitor = false) =>
        call.Value(options.Model) is { } sample ? RuleFacts.Like(Read(sample)) : isMonitor ? RuleFacts.OfMonitoring : RuleFacts.OfOrders;

    /// <summary>Every target that the files name, read.</summary>
    public List<LoadedRules> Load(params string[] paths) => [.. RuleTarget.Find(paths, Parameters()).Select(target => Facts(target.IsMonitor).Load(target))];

    /// <summary>The same where every target must be sound.</summary>
    /// <exception cref="UnsoundRulesException">One is not.</exception>
    public List<LoadedRules> LoadSound(params string[] paths)
    {
        var loaded = Load(paths);
        return loaded.All(rules => rules.Succeeded) ? loaded : throw new UnsoundRulesException([.. loaded.SelectMany(rules => rules.Diagnostics)]);
    }

    public JsonElement GivenFacts() => Read(call.Value(options.Facts)
        ?? throw new UsageException("--facts FILE is needed: a JSON object such as { \"order\": { \"quantity\": 5 } }; what it leaves out has its default."));

    public ParameterSheet? Sheet() => call.Value(options.Params) is { } path ? SheetAt(path) : null;

    public static ParameterSheet SheetAt(string path) =>
        ParameterSheet.Read(new(path, File.ReadAllText(path)), out var diagnostics) ?? throw new UnsoundRulesException([.. diagnostics]);

    public IReadOnlyDictionary<string, object>? Parameters() => Sheet() is { } sheet ? RuleTarget.FromSheet(sheet, call.Value(options.Profile)) : null;

    public void Print(object json, IEnumerable<string> lines)
    {
        var output = call.Environment.Out;
        if (call.Output.IsJson)
            output.WriteLine(JsonSerializer.Serialize(json, Json));
        else
            foreach (var line in lines)
                output.WriteLine(line);
    }

    private static JsonElement Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new UsageException($"{path}({exception.LineNumber + 1},{exception.BytePositionInLine + 1}): {exception.Message.Split(" LineNumber:")[0]}");
        }
    }
}

/// <summary>Rule files that do not load, where a verb needs them to.</summary>
internal sealed class UnsoundRulesException(IReadOnlyList<Diagnostic> diagnostics) : Exception("The rule files are not sound.")
{
    public IReadOnlyList<Diagnostic> Diagnostics => diagnostics;
}
