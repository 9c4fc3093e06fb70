using System.Collections.Immutable;
using System.Text.Json;
using Portcullis.Rules.Cases;

namespace Portcullis.Cli.RuleFiles;

/// <summary>Runs the case files that files and folders name, and says what failed and what has no case.</summary>
internal static class RuleCases
{
    private const string End = ".cases.json";

    /// <param name="complete">Whether a rule, branch or limit without a passing and a failing case is a finding.</param>
    public static int Run(RuleCall call, string[] paths, bool complete)
    {
        var files = paths.SelectMany(path => Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*" + End, SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            : (IEnumerable<string>)[path]).ToImmutableArray();
        if (files.IsEmpty)
            throw new UsageException($"There is no *{End} in {string.Join(", ", paths)}.");
        var runs = files.Select(file => Run(call, file)).ToImmutableArray();
        // Several case files may try one pack, each with other parameters: together they cover it.
        var coverages = runs.GroupBy(run => run.Rules, StringComparer.Ordinal)
            .Select(pack => (Rules: pack.Key, Coverage: Coverage.Together(pack.Select(run => run.Run.Coverage)))).ToImmutableArray();
        call.Print(
            new
            {
                cases = runs.Select(run => new { run.Path, run.Run.Results }),
                coverage = coverages.Select(pack => new { pack.Rules, rulesCovered = pack.Coverage.Rules, pack.Coverage.Parts, missing = pack.Coverage.Missing() }),
            },
            runs.SelectMany(run => Lines(run.Path, run.Run)).Concat(coverages.SelectMany(pack => Lines(pack.Rules, pack.Coverage))));
        return runs.All(run => run.Run.Succeeded) && !(complete && coverages.Any(pack => pack.Coverage.Missing().Any())) ? ExitCode.Ok : ExitCode.Findings;
    }

    private static (string Path, string Rules, CaseRun Run) Run(RuleCall call, string path)
    {
        CaseFile cases;
        try
        {
            cases = CaseFile.Read(new(path, File.ReadAllText(path)));
        }
        catch (JsonException exception)
        {
            throw new UsageException($"{path}: {exception.Message}");
        }
        var folder = Path.GetDirectoryName(path) ?? "";
        var beside = path[..^Math.Min(End.Length, path.Length)];
        var files = cases.Rules.IsEmpty ? [beside + ".json"] : cases.Rules.Select(file => Path.Combine(folder, file)).ToImmutableArray();
        var parameters = cases.Profile is null ? call.Parameters() : RuleTarget.FromSheet(call.Sheet() ?? RuleCall.SheetAt(Path.ChangeExtension(files[0], ".params.json")), cases.Profile);
        var rules = call.Facts().Load(new(path, files, parameters, IsMonitor: false));
        return rules.Succeeded ? (path, string.Join(", ", files), rules.Run(cases)) : throw new UnsoundRulesException(rules.Diagnostics);
    }

    private static IEnumerable<string> Lines(string path, CaseRun run)
    {
        yield return $"{path}: {run.Results.Count(result => result.Succeeded)} of {run.Results.Length} cases pass";
        foreach (var result in run.Results.Where(result => !result.Succeeded))
        {
            yield return $"  FAIL {result.Name}";
            foreach (var difference in result.Differences)
                yield return $"       {difference}";
        }
    }

    private static IEnumerable<string> Lines(string rules, Coverage coverage)
    {
        yield return $"{rules}: {coverage}";
        foreach (var missing in coverage.Missing())
            yield return $"  {missing}";
    }
}
