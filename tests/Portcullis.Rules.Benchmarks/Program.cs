using System.Diagnostics;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Portcullis.Rules;
using Portcullis.Rules.Benchmarks;

// "cold" is the first thing this process does: the time from text to the first verdict, everything still to be compiled by the runtime.
if (args is ["cold"])
{
    var watch = Stopwatch.StartNew();
    var rules = BenchRules.Load(30);
    var outcomes = rules.CreateOutcomes();
    rules.Evaluate(BenchFacts.Passing, outcomes);
    Console.WriteLine(FormattableString.Invariant($"cold, 30 rules to the first verdict: {watch.Elapsed.TotalMilliseconds:F1} ms, all passed: {outcomes.AllPassed}"));
    return 0;
}
// In this process: the measuring tool is older than the runtime, and would not know how to build for it.
var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithIterationCount(12).WithWarmupCount(5).WithToolchain(InProcessEmitToolchain.Instance));
BenchmarkSwitcher.FromAssembly(typeof(PassBenchmarks).Assembly).Run(args, config);
return 0;
