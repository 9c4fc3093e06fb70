using System.Diagnostics.Tracing;
using Grpc.Core.Internal;

namespace Grpc.Net.Client.Internal.Telemetry;

/// <summary>The event counters of all channels of the process.</summary>
[EventSource(Name = "Grpc.Net.Client")]
internal sealed class GrpcEventSource : EventSource
{
    public static readonly GrpcEventSource Log = new();

    private GrpcEventSource() => Counters = new CallCounters(this);

    public CallCounters Counters { get; }

    protected override void OnEventCommand(EventCommandEventArgs command)
    {
        if (command.Command == EventCommand.Enable)
            Counters?.Publish(withUnimplemented: false);
    }
}
