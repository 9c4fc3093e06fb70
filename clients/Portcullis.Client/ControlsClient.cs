namespace Portcullis.Client;

/// <summary>Kill switches. Each answer means durable. Needs the operator role.</summary>
public sealed class ControlsClient
{
    private readonly Connection _connection;
    private readonly V1.Controls.ControlsClient _controls;

    internal ControlsClient(Connection connection)
    {
        _connection = connection;
        _controls = new V1.Controls.ControlsClient(connection.Invoker);
    }

    /// <summary>No new entries in the scope; working entry orders are cancelled. Exits stay open.</summary>
    /// <param name="scope">What to halt.</param>
    /// <param name="reason">For the record; required.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<ControlResult> HaltAsync(Scope scope, string reason, CancellationToken cancellation = default)
    {
        var request = WireRequests.Control(scope, reason);
        return Wire.Control(await _connection.CallAsync(options => _controls.HaltAsync(request, options), cancellation));
    }

    /// <summary>Only orders that reduce exposure in the scope.</summary>
    /// <inheritdoc cref="HaltAsync"/>
    public async Task<ControlResult> ReduceOnlyAsync(Scope scope, string reason, CancellationToken cancellation = default)
    {
        var request = WireRequests.Control(scope, reason);
        return Wire.Control(await _connection.CallAsync(options => _controls.ReduceOnlyAsync(request, options), cancellation));
    }

    /// <summary>Lifts both.</summary>
    /// <inheritdoc cref="HaltAsync"/>
    public async Task<ControlResult> ResumeAsync(Scope scope, string reason, CancellationToken cancellation = default)
    {
        var request = WireRequests.Control(scope, reason);
        return Wire.Control(await _connection.CallAsync(options => _controls.ResumeAsync(request, options), cancellation));
    }

    /// <summary>Controls in force and rules in use.</summary>
    public async Task<ControlsState> GetAsync(CancellationToken cancellation = default) =>
        Wire.Controls(await _connection.CallAsync(options => _controls.GetAsync(new V1.GetControlsRequest(), options), cancellation));
}
