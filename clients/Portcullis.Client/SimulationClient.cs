using Google.Protobuf.WellKnownTypes;

namespace Portcullis.Client;

/// <summary>Drives a gateway that runs on a simulated clock: time and data move in lock-step, so that two runs decide alike.</summary>
public sealed class SimulationClient
{
    private readonly Connection _connection;
    private readonly V1.Simulation.SimulationClient _simulation;

    internal SimulationClient(Connection connection)
    {
        _connection = connection;
        _simulation = new V1.Simulation.SimulationClient(connection.Invoker);
    }

    /// <summary>
    /// Applies the events in order; each moves the clock to its time. Answers when the broker, the accounts and the journal have finished
    /// all that follows. Tried once: a step repeated would be a second step. Needs the feed role.
    /// </summary>
    /// <param name="events">Up to <see cref="Limits.MessagesPerStep"/>, in time order.</param>
    /// <param name="advanceTo">Where the clock stands afterwards; null: the last event's time.</param>
    /// <param name="cancellation">Ends the wait, not the step.</param>
    /// <exception cref="PortcullisException">UNIMPLEMENTED or FAILED_PRECONDITION: the gateway runs on the system's clock.</exception>
    public async Task<StepResult> StepAsync(
        IEnumerable<MarketEvent> events, DateTimeOffset? advanceTo = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        var request = new V1.StepRequest
        {
            Messages = { events.Select(WireRequests.MarketData) },
            AdvanceTo = advanceTo is { } time ? Timestamp.FromDateTimeOffset(time) : null,
        };
        var reply = await _connection.CallOnceAsync(options => _simulation.StepAsync(request, options), cancellation);
        return new StepResult(Wire.Time(reply.Now), reply.JournalPosition);
    }
}
