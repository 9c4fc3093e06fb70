using BenchmarkDotNet.Attributes;

namespace Portcullis.Rules.Benchmarks;

/// <summary>One pass over all rules, beside the same rules as C# delegates called one after the other.</summary>
[MemoryDiagnoser]
public class PassBenchmarks
{
    private RuleSet<BenchFacts> _rules = null!;
    private RuleOutcomes _outcomes = null!;
    private Func<BenchFacts, bool>[] _delegates = null!;
    private Func<BenchFacts, string>[] _messages = null!;

    [Params(10, 30)]
    public int Rules { get; set; }

    [GlobalSetup]
    public void Load()
    {
        _rules = BenchRules.Load(Rules);
        _outcomes = _rules.CreateOutcomes();
        _delegates = BenchRules.Delegates(Rules);
        _messages = BenchRules.Messages(Rules);
    }

    [Benchmark(Baseline = true)]
    public ulong Delegates_all_passing() => Mask(BenchFacts.Passing);

    [Benchmark]
    public bool Rules_all_passing()
    {
        _rules.Evaluate(BenchFacts.Passing, _outcomes);
        return _outcomes.AllPassed;
    }

    [Benchmark]
    public int Delegates_three_failing_with_messages()
    {
        var failed = Mask(BenchFacts.ThreeFailing);
        var length = 0;
        for (var rule = 0; rule < _delegates.Length; rule++)
            if ((failed & (1UL << rule)) != 0)
                length += _messages[rule](BenchFacts.ThreeFailing).Length;
        return length;
    }

    [Benchmark]
    public int Rules_three_failing_with_messages()
    {
        _rules.Evaluate(BenchFacts.ThreeFailing, _outcomes);
        var length = 0;
        for (var rule = 0; rule < Rules; rule++)
            if (_outcomes[rule] != RuleOutcome.Passed)
                length += _rules.Message(BenchFacts.ThreeFailing, rule)!.Length;
        return length;
    }

    private ulong Mask(BenchFacts facts)
    {
        var failed = 0UL;
        for (var rule = 0; rule < _delegates.Length; rule++)
            if (!_delegates[rule](facts))
                failed |= 1UL << rule;
        return failed;
    }
}
