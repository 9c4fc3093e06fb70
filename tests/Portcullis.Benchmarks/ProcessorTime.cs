using System.Diagnostics;
using Portcullis.Journal;
using Portcullis.Journal.Benchmarks;

namespace Portcullis.Benchmarks;

/// <summary>What the processes of one run have used so far; on a shared machine the steadier figure.</summary>
internal readonly record struct ProcessorTime(TimeSpan Server, TimeSpan Gateway, TimeSpan Load)
{
    public static ProcessorTime Read(PrivatePostgres postgres, GatewayProcess gateway) =>
        new(ServerTime.Of(postgres.ProcessId), gateway.ProcessorTime, Process.GetCurrentProcess().TotalProcessorTime);

    public static ProcessorTime operator -(ProcessorTime after, ProcessorTime before) =>
        new(after.Server - before.Server, after.Gateway - before.Gateway, after.Load - before.Load);
}
