using System.Diagnostics.Tracing;
using Grpc.Core.Internal;

namespace Grpc.AspNetCore.Server.Internal.Telemetry;

/// <summary>The event counters of all services of the process.</summary>
[EventSource(Name = "Grpc.AspNetCore.Server")]
internal sealed class GrpcEventSource : EventSource
{
    public static readonly GrpcEventSource Log = new();

    private GrpcEventSource() => Counters = new CallCounters(this);

    public CallCounters Counters { get; }

    protected override void OnEventCommand(EventCommandEventArgs command)
    {
        if (command.Command == EventCommand.Enable)
            Counters?.Publish(withUnimplemented: true);
    }
}
