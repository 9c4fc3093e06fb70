using System.Threading.Channels;
using Google.Rpc;
using Grpc.Core;
using Portcullis.Gateway.Access;
using Portcullis.Journal;
using Portcullis.V1;
using Role = Portcullis.Domain.Access.Role;

namespace Portcullis.Gateway.Services;

/// <summary>
/// One Trade call. Requests begin in the order they come and are answered as each becomes durable, so that one slow commit holds up nobody.
/// The number under way is bounded: past it the stream is not read, and the client's own flow control makes it wait. When the client has sent
/// its last request, what is under way is answered and the stream ends.
/// </summary>
internal sealed class TradeStream(OrderDesk desk, ExecutionFeed feed, Caller caller, IServerStreamWriter<TradeReply> responses) : IDisposable
{
    private readonly Channel<TradeReply> _replies = Channel.CreateBounded<TradeReply>(new BoundedChannelOptions(StreamLimits.PendingReplies) { SingleReader = true });
    private readonly SemaphoreSlim _slots = new(StreamLimits.RequestsUnderWay, StreamLimits.RequestsUnderWay);

    public async Task RunAsync(IAsyncStreamReader<TradeRequest> requests, CancellationToken cancellationToken)
    {
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var writing = WriteAsync(cancellationToken);
        var watches = new List<Task>();
        try
        {
            await foreach (var request in requests.ReadAllAsync(cancellationToken))
            {
                if (request.ActionCase == TradeRequest.ActionOneofCase.Watch)
                {
                    if (watches.Count == StreamLimits.WatchesPerStream) throw Errors.Invalid("watch", $"at most {StreamLimits.WatchesPerStream} accounts can be watched on one stream");
                    watches.Add(WatchAsync(request, watching.Token));
                    continue;
                }

                await _slots.WaitAsync(cancellationToken);
                _ = AnswerAsync(request, cancellationToken);
            }
        }
        finally
        {
            // What has begun is finished, whether its client is still there or not.
            for (var i = 0; i < StreamLimits.RequestsUnderWay; i++) await _slots.WaitAsync(CancellationToken.None);
            await watching.CancelAsync();
            await Task.WhenAll(watches).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _replies.Writer.TryComplete();
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => _slots.Dispose();

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        await foreach (var reply in _replies.Reader.ReadAllAsync(cancellationToken)) await responses.WriteAsync(reply, cancellationToken);
    }

    private async Task AnswerAsync(TradeRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await ReplyAsync(request, cancellationToken);
            reply.RequestId = request.RequestId;
            await _replies.Writer.WriteAsync(reply, cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            // The client is gone; what it asked for is decided and recorded all the same.
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<TradeReply> ReplyAsync(TradeRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return request.ActionCase switch
            {
                TradeRequest.ActionOneofCase.Submit => new TradeReply { Decision = await desk.SubmitAsync(Admitted(request.Submit, request.Submit.AccountId), cancellationToken) },
                TradeRequest.ActionOneofCase.Replace => new TradeReply { Decision = await desk.ReplaceAsync(Admitted(request.Replace, request.Replace.AccountId), cancellationToken) },
                TradeRequest.ActionOneofCase.Cancel => new TradeReply { Cancel = await desk.CancelAsync(Admitted(request.Cancel, request.Cancel.AccountId), cancellationToken) },
                TradeRequest.ActionOneofCase.CancelAll => new TradeReply { CancelAll = await desk.CancelAllAsync(Admitted(request.CancelAll, request.CancelAll.AccountId), cancellationToken) },
                TradeRequest.ActionOneofCase.Flatten => new TradeReply { Flatten = await desk.FlattenAsync(Admitted(request.Flatten, request.Flatten.AccountId), caller.Name, cancellationToken) },
                _ => throw Errors.Invalid("action", "one of submit, replace, cancel, cancel_all, flatten, watch is required"),
            };
        }
        catch (RpcException e)
        {
            return new TradeReply { Error = ErrorOf(e) };
        }
        catch (JournalUnavailableException e)
        {
            return new TradeReply { Error = ErrorOf(Errors.Unavailable(e)) };
        }
    }

    private T Admitted<T>(T request, string account)
    {
        if (!caller.Has(Role.Trader)) throw Errors.RoleMissing([Role.Trader]);
        return caller.Covers(account) ? request : throw Errors.AccountNotCovered(account);
    }

    private async Task WatchAsync(TradeRequest request, CancellationToken cancellationToken)
    {
        var watch = request.Watch;
        try
        {
            if (!caller.Covers(watch.AccountId)) throw Errors.AccountNotCovered(watch.AccountId);
            await foreach (var execution in feed.WatchAsync(watch.AccountId, watch.AfterVersion, cancellationToken))
                await _replies.Writer.WriteAsync(new TradeReply { Update = execution }, cancellationToken);
        }
        catch (RpcException e)
        {
            await _replies.Writer.WriteAsync(new TradeReply { RequestId = request.RequestId, Error = ErrorOf(e) }, cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            // The stream has ended.
        }
    }

    private static TradeError ErrorOf(RpcException e)
    {
        var error = new TradeError { Code = (int)e.StatusCode, Message = e.Status.Detail };
        if (e.GetRpcStatus()?.Details.FirstOrDefault(d => d.Is(BadRequest.Descriptor)) is { } detail)
            error.FieldViolations.AddRange(detail.Unpack<BadRequest>().FieldViolations.Select(v => new FieldViolation { Field = v.Field, Description = v.Description }));
        return error;
    }
}
