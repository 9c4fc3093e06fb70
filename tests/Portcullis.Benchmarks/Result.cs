namespace Portcullis.Benchmarks;

/// <summary>
/// One contender's turn: how many durable answers a second, how long they took, in milliseconds, and the processor time for each, in microseconds,
/// of PostgreSQL, the gateway and the load (pgbench's own is not counted).
/// </summary>
internal sealed record Result(string Name, int InFlight, int Count, double PerSecond, double P50, double P99, double P999)
{
    public double Server { get; private init; }

    public double Gateway { get; private init; }

    public double Load { get; private init; }

    public static Result Of(string name, int inFlight, TimeSpan elapsed, IEnumerable<double> latencies)
    {
        var sorted = latencies.Order().ToArray();
        double At(double quantile) => sorted.Length == 0 ? 0 : sorted[(int)((sorted.Length - 1) * quantile)];
        return new Result(name, inFlight, sorted.Length, sorted.Length / elapsed.TotalSeconds, At(0.50), At(0.99), At(0.999));
    }

    public Result Using(ProcessorTime time) =>
        this with { Server = time.Server.TotalMicroseconds / Count, Gateway = time.Gateway.TotalMicroseconds / Count, Load = time.Load.TotalMicroseconds / Count };

    public static Result Median(IEnumerable<Result> rounds)
    {
        var all = rounds.ToArray();
        double Middle(Func<Result, double> figure) => all.Select(figure).Order().ElementAt(all.Length / 2);
        return all[0] with
        {
            PerSecond = Middle(r => r.PerSecond),
            P50 = Middle(r => r.P50),
            P99 = Middle(r => r.P99),
            P999 = Middle(r => r.P999),
            Server = Middle(r => r.Server),
            Gateway = Middle(r => r.Gateway),
            Load = Middle(r => r.Load),
        };
    }

    public override string ToString() =>
        FormattableString.Invariant($"| {Name} | {InFlight} | {PerSecond:N0} | {P50:0.00} | {P99:0.00} | {P999:0.00} | {Server:0} + {Gateway:0} + {Load:0} |");
}
