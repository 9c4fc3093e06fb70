using System.Threading.Channels;
using Grpc.Core;

namespace Portcullis.Client;

/// <summary>
/// Any number of requests at once on one stream, and the account's updates beside them. When the connection breaks the session comes back
/// with growing pauses, sends again what was not answered (the client order id makes that safe: what was decided is answered as recorded),
/// and goes on with updates after the last version it has seen, so that none is missed and none comes twice.
/// </summary>
/// <remarks>
/// A cancel that was carried out while its answer was lost is answered with <see cref="ConflictException"/> the second time: the order is
/// finished, which is what was asked for.
/// </remarks>
public sealed class TradeSession : IAsyncDisposable
{
    private readonly Connection _connection;
    private readonly TradeSessionOptions _options;
    private readonly V1.OrderGateway.OrderGatewayClient _orders;
    private readonly PendingRequests _pending = new();
    private readonly SemaphoreSlim _places = new(Limits.PendingRequests);
    private readonly UpdateFeed _updates;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _running;
    private int _disposed;

    internal TradeSession(Connection connection, TradeSessionOptions options)
    {
        _connection = connection;
        _options = options;
        _orders = new V1.OrderGateway.OrderGatewayClient(connection.Invoker);
        _updates = new UpdateFeed(options.UpdatesAfter);
        _running = Task.Run(RunAsync);
    }

    public TradeSessionState State { get; private set; }

    /// <summary>How often the connection was lost and looked for again.</summary>
    public int Reconnects { get; private set; }

    /// <summary>Version of the last update that arrived; where to go on from in a new session.</summary>
    public long? LastVersion => _updates.LastVersion;

    /// <inheritdoc cref="OrdersClient.SubmitAsync"/>
    public async Task<OrderDecision> SubmitAsync(OrderRequest order, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(order);
        var submit = WireRequests.Submit(order, _connection.Time);
        return Wire.Decision((await AskAsync(id => new() { RequestId = id, Submit = submit }, cancellation)).Decision);
    }

    /// <inheritdoc cref="OrdersClient.ReplaceAsync"/>
    public async Task<OrderDecision> ReplaceAsync(OrderReplacement replacement, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(replacement);
        var replace = WireRequests.Replace(replacement);
        return Wire.Decision((await AskAsync(id => new() { RequestId = id, Replace = replace }, cancellation)).Decision);
    }

    /// <inheritdoc cref="OrdersClient.CancelAsync"/>
    public async Task<CancelResult> CancelAsync(string accountId, string clientOrderId, CancellationToken cancellation = default)
    {
        var cancel = new V1.CancelRequest { AccountId = accountId, ClientOrderId = clientOrderId };
        return Wire.Cancel((await AskAsync(id => new() { RequestId = id, Cancel = cancel }, cancellation)).Cancel);
    }

    /// <inheritdoc cref="OrdersClient.CancelAllAsync"/>
    public async Task<CancelAllResult> CancelAllAsync(string accountId, string? symbol = null, CancellationToken cancellation = default)
    {
        var cancelAll = new V1.CancelAllRequest { AccountId = accountId, Symbol = symbol ?? "" };
        return Wire.CancelAll((await AskAsync(id => new() { RequestId = id, CancelAll = cancelAll }, cancellation)).CancelAll);
    }

    /// <inheritdoc cref="OrdersClient.FlattenAsync"/>
    public async Task<FlattenResult> FlattenAsync(
        string accountId, string? symbol = null, string reason = "", CancellationToken cancellation = default)
    {
        var flatten = new V1.FlattenRequest { AccountId = accountId, Symbol = symbol ?? "", Reason = reason };
        return Wire.Flatten((await AskAsync(id => new() { RequestId = id, Flatten = flatten }, cancellation)).Flatten);
    }

    /// <summary>The account's order events, for one reader, until the session closes.</summary>
    /// <exception cref="PortcullisException">
    /// RESOURCE_EXHAUSTED: more than <see cref="Limits.UnreadUpdates"/> waited to be read. Open a new session after <see cref="LastVersion"/>.
    /// </exception>
    public IAsyncEnumerable<Execution> UpdatesAsync(CancellationToken cancellation = default) => _updates.ReadAllAsync(cancellation);

    /// <summary>Ends the stream. Requests without an answer fail with <see cref="ObjectDisposedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        await _closing.CancelAsync();
        await _running;
        _closing.Dispose();
        _places.Dispose();
    }

    private Task<V1.TradeReply> AskAsync(Func<string, V1.TradeRequest> request, CancellationToken cancellation)
    {
        // An UNAVAILABLE inside the stream (the database is gone, the stream is not) is repeated like one of a single call.
        var deadline = _connection.Deadline();
        return _connection.RepeatAsync(() => AskOnceAsync(request, deadline, cancellation), _connection.Retry, deadline, cancellation);
    }

    private async Task<V1.TradeReply> AskOnceAsync(
        Func<string, V1.TradeRequest> request, DateTimeOffset? deadline, CancellationToken cancellation)
    {
        var remaining = deadline is { } end ? Later(end - _connection.Time.GetUtcNow(), TimeSpan.Zero) : Timeout.InfiniteTimeSpan;
        await _places.WaitAsync(cancellation);
        var pending = _pending.Add(request);
        try
        {
            var reply = await pending.Answer.WaitAsync(remaining, _connection.Time, cancellation);
            return reply.Error is { } error ? throw PortcullisException.From(Failure.From(error)) : reply;
        }
        catch (TimeoutException e)
        {
            var failure = new Failure(StatusCode.DeadlineExceeded, $"No answer within {_connection.Timeout.TotalSeconds} s.");
            throw PortcullisException.From(failure, e);
        }
        finally
        {
            _pending.Remove(pending);
            _places.Release();
        }
    }

    private async Task RunAsync()
    {
        var failures = 0;
        try
        {
            while (true)
            {
                var failure = await PlaceUpdatesAsync() ?? await ConnectAsync(() => failures = 0);
                Enter(TradeSessionState.Connecting);
                failures++;
                Reconnects++;
                if (!Transience.CanReconnect(failure.Status, failures, _connection.Reconnect))
                {
                    Close(PortcullisException.From(failure));
                    return;
                }

                await Task.Delay(_connection.Reconnect.PauseAfter(failures, failure.RetryAfter), _connection.Time, _closing.Token);
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            Close(new ObjectDisposedException(nameof(TradeSession)));
        }
        catch (Exception e)
        {
            // Whatever it is, nobody awaits this task: it must reach those who wait for answers.
            Close(e);
        }
    }

    /// <summary>
    /// "From now" must mean the same instant after a reconnect: the account's version at the beginning is asked for once. Answers why it
    /// could not be had.
    /// </summary>
    private async Task<Failure?> PlaceUpdatesAsync()
    {
        if (_updates.LastVersion is not -1)
            return null;
        try
        {
            _updates.StartAfter(await _connection.VersionAsync(_options.AccountId, _closing.Token));
            return null;
        }
        catch (PortcullisException e)
        {
            return new Failure(e.Status, e.Message) { FieldViolations = e.FieldViolations, Reason = e.Reason, RetryAfter = e.RetryAfter };
        }
    }

    /// <summary>One connection from its first message to its end; answers why it ended.</summary>
    private async Task<Failure> ConnectAsync(Action heard)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        using var call = _orders.Trade(_connection.Streaming(ending.Token));
        var lane = Channel.CreateUnbounded<V1.TradeRequest>(new() { SingleReader = true });
        if (_updates.LastVersion is { } version)
            lane.Writer.TryWrite(new() { Watch = new() { AccountId = _options.AccountId, AfterVersion = version } });
        _pending.SendInto(lane.Writer);
        var writing = WriteAsync(call.RequestStream, lane.Reader, ending.Token);
        try
        {
            await call.ResponseHeadersAsync;
            Enter(TradeSessionState.Connected);
            while (await call.ResponseStream.MoveNext(ending.Token))
            {
                heard();
                Take(call.ResponseStream.Current);
            }

            return new Failure(StatusCode.Unavailable, "The gateway ended the stream.");
        }
        catch (RpcException e)
        {
            _closing.Token.ThrowIfCancellationRequested();
            return Failure.From(e);
        }
        finally
        {
            _pending.SendInto(null);
            await ending.CancelAsync();
            await writing;
        }
    }

    private static async Task WriteAsync(
        IClientStreamWriter<V1.TradeRequest> stream, ChannelReader<V1.TradeRequest> lane, CancellationToken cancellation)
    {
        try
        {
            await foreach (var request in lane.ReadAllAsync(cancellation))
                await stream.WriteAsync(request, cancellation);
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException or InvalidOperationException)
        {
            // The call is over; its reader learns why and says so.
        }
    }

    private void Take(V1.TradeReply reply)
    {
        if (reply.ResultCase == V1.TradeReply.ResultOneofCase.Update)
            _updates.Take(reply.Update);
        else
            _pending.Answer(reply);
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private void Enter(TradeSessionState state)
    {
        State = state;
        _options.StateChanged?.Invoke(state);
    }

    private void Close(Exception why)
    {
        _pending.Fail(why);
        _updates.End(why);
        Enter(TradeSessionState.Closed);
    }
}
