using System.Diagnostics;
using System.Text;
using Portcullis.Domain;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Profiles;

namespace Portcullis.Benchmarks.Decisions;

/// <summary>What one decision costs on one core, part by part, and what its record weighs.</summary>
internal static class DecisionCosts
{
    private const int Orders = 3_000;
    private const int Rounds = 5;

    // Short enough that many of them are not disturbed by whatever else the machine does, and as many as the compilers need.
    private const int ShortRound = 100;
    private const int ShortRounds = 1_500;

    public static int Run(string packs, bool show)
    {
        var reference = Desk.Reference();
        var rules = Desk.Rules(packs, reference).Profiles["topstep-50k"];
        var rows = Enum.GetValues<Kind>().Select(kind => Measure(() => new Desk(reference, rules), rules, kind, show)).ToArray();
        Console.WriteLine();
        Console.WriteLine("| order | record, bytes | decide µs | decide, allocated | write µs | read µs | verify µs | verified per second and core |");
        Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var row in rows) Console.WriteLine(row);
        return 0;
    }

    private static string Measure(Func<Desk> open, ProfileRules rules, Kind kind, bool show)
    {
        var decide = new Timing();
        var decided = new OrderDecided[Orders];
        for (var round = 0; round < Rounds; round++)
        {
            var desk = open();
            for (var i = 0; i < Orders; i++)
            {
                var next = desk.Next(kind);
                decide.Start();
                _ = AccountDecider.Decide(desk.State, next.Order, next.Context);
                decide.Stop();
                decided[i] = desk.Take(next);
                if (i % ShortRound == ShortRound - 1) decide.EndRound(ShortRound);
            }
        }

        if (decided.FirstOrDefault(d => d.Verdict == Verdict.Approved != (kind == Kind.Approved)) is { } other)
            throw new InvalidOperationException($"{kind} came to {other.Verdict}: {string.Join("; ", other.Violations.Select(v => v.Message))}");
        var stored = decided.Select(d => EventCatalog.Write(d)).ToArray();
        if (show) Console.WriteLine(Encoding.UTF8.GetString(stored[^1]));
        var write = Repeat(i => _ = EventCatalog.Write(decided[i]));
        var read = Repeat(i => _ = EventCatalog.Read("order_decided", stored[i]));
        var recomputation = new Recomputation(rules);
        var verify = Repeat(i =>
        {
            if (!recomputation.Confirms(DecisionRecord.Read(stored[i]))) throw new InvalidOperationException("A decision differs.");
        });
        return FormattableString.Invariant($"| {kind} | {stored.Average(s => s.Length):0} | {decide.Microseconds:0.0} | {decide.Bytes:N0} | {write.Microseconds:0.00} | {read.Microseconds:0.00} | {verify.Microseconds:0.00} | {1e6 / verify.Microseconds:N0} |");
    }

    private static Timing Repeat(Action<int> each)
    {
        var timing = new Timing();
        for (var round = 0; round < ShortRounds; round++)
        {
            var first = round * ShortRound % Orders;
            timing.Start();
            for (var i = first; i < first + ShortRound; i++) each(i);
            timing.Stop();
            timing.EndRound(ShortRound);
        }

        return timing;
    }
}

/// <summary>The best of several rounds: on a shared machine the least disturbed one says most about the code.</summary>
internal sealed class Timing
{
    private long _ticks;
    private long _bytes;
    private long _startedAt;
    private long _bytesBefore;

    public double Microseconds { get; private set; } = double.MaxValue;

    /// <summary>Allocated on this thread, each.</summary>
    public double Bytes { get; private set; } = double.MaxValue;

    public void Start() => (_bytesBefore, _startedAt) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());

    public void Stop()
    {
        _ticks += Stopwatch.GetTimestamp() - _startedAt;
        _bytes += GC.GetAllocatedBytesForCurrentThread() - _bytesBefore;
    }

    public void EndRound(int count)
    {
        Microseconds = Math.Min(Microseconds, _ticks * 1e6 / Stopwatch.Frequency / count);
        Bytes = Math.Min(Bytes, (double)_bytes / count);
        (_ticks, _bytes) = (0, 0);
    }
}
