using BenchmarkDotNet.Attributes;

namespace Portcullis.Rules.Benchmarks;

/// <summary>From text to a rule set that has evaluated once, in a warm process.</summary>
[MemoryDiagnoser]
public class CompileBenchmarks
{
    private readonly RuleFile _file = BenchRules.File(30);

    [Benchmark]
    public bool Thirty_rules_to_the_first_verdict()
    {
        var rules = RuleSet.Load<BenchFacts>([_file]).RuleSet!;
        var outcomes = rules.CreateOutcomes();
        rules.Evaluate(BenchFacts.Passing, outcomes);
        return outcomes.AllPassed;
    }
}
