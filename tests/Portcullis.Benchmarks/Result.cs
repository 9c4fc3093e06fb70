namespace Portcullis.Benchmarks;

/// <summary>One contender's turn: how many durable answers a second, and how long they took, in milliseconds.</summary>
internal sealed record Result(string Name, int InFlight, double PerSecond, double P50, double P99, double P999)
{
    public static Result Of(string name, int inFlight, TimeSpan elapsed, IEnumerable<double> latencies)
    {
        var sorted = latencies.Order().ToArray();
        double At(double quantile) => sorted.Length == 0 ? 0 : sorted[(int)((sorted.Length - 1) * quantile)];
        return new Result(name, inFlight, sorted.Length / elapsed.TotalSeconds, At(0.50), At(0.99), At(0.999));
    }

    public static Result Median(IEnumerable<Result> rounds)
    {
        var all = rounds.ToArray();
        static double Middle(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
        return all[0] with
        {
            PerSecond = Middle(all.Select(r => r.PerSecond)),
            P50 = Middle(all.Select(r => r.P50)),
            P99 = Middle(all.Select(r => r.P99)),
            P999 = Middle(all.Select(r => r.P999)),
        };
    }

    public override string ToString() => FormattableString.Invariant($"| {Name} | {InFlight} | {PerSecond:N0} | {P50:0.00} | {P99:0.00} | {P999:0.00} |");
}
