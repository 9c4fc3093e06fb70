namespace Portcullis.Journal.Benchmarks;

/// <summary>One contender's turn.</summary>
/// <param name="ServerMicroseconds">CPU of PostgreSQL per event.</param>
/// <param name="ClientMicroseconds">CPU of this process per event; 0 for pgbench, whose CPU is its own.</param>
internal sealed record Measured(
    string Name, double PerSecond, TimeSpan P50, TimeSpan P99, double ServerMicroseconds, double ClientMicroseconds, double WalBytes, double EventsPerCommit)
{
    public static string Header => $"{"path",-34}{"ev/s",9}{"p50 ms",9}{"p99 ms",9}{"PG us",8}{"our us",8}{"WAL B",8}{"ev/commit",11}";

    public override string ToString() =>
        FormattableString.Invariant($"{Name,-34}{PerSecond,9:0}{P50.TotalMilliseconds,9:0.00}{P99.TotalMilliseconds,9:0.00}{ServerMicroseconds,8:0.0}{ClientMicroseconds,8:0.0}{WalBytes,8:0}{EventsPerCommit,11:0.0}");
}
