namespace Portcullis.Client;

/// <summary>Orders, one call each. Every call is safe to repeat and is repeated while the gateway is unavailable.</summary>
/// <remarks>
/// All throw <see cref="AccessDeniedException"/>, <see cref="InvalidRequestException"/>, <see cref="NotFoundException"/> for an unknown
/// account, instrument or order, <see cref="UnavailableException"/> and <see cref="AnswerTimeoutException"/>.
/// </remarks>
public sealed class OrdersClient
{
    private readonly Connection _connection;
    private readonly V1.OrderGateway.OrderGatewayClient _orders;

    internal OrdersClient(Connection connection)
    {
        _connection = connection;
        _orders = new V1.OrderGateway.OrderGatewayClient(connection.Invoker);
    }

    /// <summary>Asks the account to decide; what it approves goes to the broker. A rejection is an answer, not an exception.</summary>
    /// <exception cref="ConflictException">The client order id was used with other content.</exception>
    public async Task<OrderDecision> SubmitAsync(OrderRequest order, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(order);
        var request = WireRequests.Submit(order, _connection.Time);
        return Wire.Decision(await _connection.CallAsync(options => _orders.SubmitAsync(request, options), cancellation));
    }

    /// <summary>What <see cref="SubmitAsync"/> would answer now. Records nothing, reserves nothing, routes nothing.</summary>
    public async Task<OrderDecision> PreviewAsync(OrderRequest order, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(order);
        var request = WireRequests.Submit(order, _connection.Time);
        return Wire.Decision(await _connection.CallAsync(options => _orders.PreviewAsync(request, options), cancellation));
    }

    /// <summary>Changes quantity or prices of a working order.</summary>
    /// <exception cref="ConflictException">The order is finished, or the client order id was used with other content.</exception>
    public async Task<OrderDecision> ReplaceAsync(OrderReplacement replacement, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(replacement);
        var request = WireRequests.Replace(replacement);
        return Wire.Decision(await _connection.CallAsync(options => _orders.ReplaceAsync(request, options), cancellation));
    }

    /// <summary>Asks the broker to cancel a working order.</summary>
    /// <exception cref="ConflictException">The order is filled, cancelled or rejected already.</exception>
    public async Task<CancelResult> CancelAsync(string accountId, string clientOrderId, CancellationToken cancellation = default)
    {
        var request = new V1.CancelRequest { AccountId = accountId, ClientOrderId = clientOrderId };
        return Wire.Cancel(await _connection.CallAsync(options => _orders.CancelAsync(request, options), cancellation));
    }

    /// <summary>Cancels every working order of the account, or of one instrument.</summary>
    public async Task<CancelAllResult> CancelAllAsync(string accountId, string? symbol = null, CancellationToken cancellation = default)
    {
        var request = new V1.CancelAllRequest { AccountId = accountId, Symbol = symbol ?? "" };
        return Wire.CancelAll(await _connection.CallAsync(options => _orders.CancelAllAsync(request, options), cancellation));
    }

    /// <summary>Cancels working orders and closes positions at market, of all instruments or of one. Never refused by a rule.</summary>
    public async Task<FlattenResult> FlattenAsync(
        string accountId, string? symbol = null, string reason = "", CancellationToken cancellation = default)
    {
        var request = new V1.FlattenRequest { AccountId = accountId, Symbol = symbol ?? "", Reason = reason };
        return Wire.Flatten(await _connection.CallAsync(options => _orders.FlattenAsync(request, options), cancellation));
    }
}
