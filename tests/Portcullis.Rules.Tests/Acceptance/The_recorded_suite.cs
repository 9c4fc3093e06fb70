using System.Text;
using System.Text.Json;

namespace Portcullis.Rules.Tests.Acceptance;

/// <summary>Holds the engine to what the original was recorded to do, case by case and expression by expression.</summary>
public sealed class The_recorded_suite(ITestOutputHelper output)
{
    [Fact]
    public void Every_case_is_matched_or_decided()
    {
        AcceptanceFolder.Need();
        var report = new StringBuilder();
        var sums = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var failures = new List<string>();
        foreach (var (id, folder, policy, tags) in AcceptanceFolder.Cases())
        {
            var (verdict, differences) = CaseRunner.Run(folder);
            var accepted = policy switch
            {
                "match" => verdict == Verdict.Same,
                "match-or-stricter" => verdict is Verdict.Same or Verdict.Stricter,
                _ => verdict != Verdict.NotRun,
            };
            var word = accepted ? (policy == "decide" ? $"decided, {Word(verdict)}" : Word(verdict)) : "FAILED";
            var line = $"{policy,-17} {id,-45} {word}";
            report.AppendLine(line);
            foreach (var difference in differences)
                report.AppendLine($"    {difference}");
            if (policy == "decide")
                report.AppendLine($"    decision: {Decisions.Of(id, tags)}");
            if (!accepted)
                failures.Add($"{line}: {string.Join("; ", differences)}");
            var key = $"{policy}: {word}";
            sums[key] = sums.GetValueOrDefault(key) + 1;
        }
        Print(report, sums);
        failures.ShouldBeEmpty();
    }

    [Fact]
    public void Every_expression_has_the_recorded_value_and_type_or_is_refused()
    {
        AcceptanceFolder.Need();
        var file = AcceptanceFolder.Json("expressions.json");
        var runner = new ExpressionRunner(file.GetProperty("inputs"));
        var report = new StringBuilder();
        var sums = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var failures = new List<string>();
        foreach (var recorded in file.GetProperty("results").EnumerateArray())
        {
            var (word, detail) = runner.Run(recorded);
            var line = $"{word,-22} {recorded.GetProperty("group").GetString(),-10} {recorded.GetProperty("expression").GetString()}";
            report.AppendLine(detail is null ? line : $"{line}   ({detail})");
            if (word == ExpressionRunner.Failed)
                failures.Add($"{line}: {detail}");
            sums[word] = sums.GetValueOrDefault(word) + 1;
        }
        Print(report, sums);
        failures.ShouldBeEmpty();
    }

    private void Print(StringBuilder report, SortedDictionary<string, int> sums)
    {
        foreach (var (key, count) in sums)
            report.AppendLine($"{count,5}  {key}");
        output.WriteLine(report.ToString());
        Console.WriteLine(report.ToString());
    }

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Same => "same",
        Verdict.Stricter => "stricter",
        Verdict.NotRun => "not run",
        _ => "different",
    };
}
