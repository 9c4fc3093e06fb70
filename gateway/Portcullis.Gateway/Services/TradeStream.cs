using System.Threading.Channels;
using Google.Rpc;
using Grpc.Core;
using Portcullis.Gateway.Access;
using Portcullis.Gateway.Validation;
using Portcullis.Journal;
using Portcullis.V1;
using Role = Portcullis.Domain.Access.Role;

namespace Portcullis.Gateway.Services;

/// <summary>
/// One Trade call. Requests begin and are answered in the order they come, so that an order's answer is always before its updates; they are
/// decided while those before them are being committed. The number under way is bounded: past it the stream is not read, and the client's own
/// flow control makes it wait. When the client has sent its last request, what is under way is answered and the stream ends.
/// </summary>
internal sealed partial class TradeStream(OrderDesk desk, ExecutionFeed feed, RequestValidation validation, Caller caller, IServerStreamWriter<TradeReply> responses, ILogger log)
{
    private readonly Channel<Task<TradeReply>> _replies = Channel.CreateBounded<Task<TradeReply>>(new BoundedChannelOptions(StreamLimits.RequestsUnderWay) { SingleReader = true });
    private readonly List<Task> _watches = [];
    private Exception? _unwritable;

    /// <summary>Ends when the client has been answered, or has gone; in either case nothing of it is left running.</summary>
    public async Task RunAsync(IAsyncStreamReader<TradeRequest> requests, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
        var writing = WriteAsync(ending);
        try
        {
            await foreach (var request in requests.ReadAllAsync(ending.Token)) await BeginAsync(request, watching.Token, ending.Token);
        }
        catch (OperationCanceledException) when (_unwritable is RpcException)
        {
            // Why the client could not be written to is the better reason.
        }
        finally
        {
            await watching.CancelAsync();
            await Task.WhenAll(_watches);
            _replies.Writer.Complete();
            await writing;
        }

        if (_unwritable is RpcException refused) throw refused;
    }

    private async Task BeginAsync(TradeRequest request, CancellationToken watching, CancellationToken cancellationToken)
    {
        if (request.ActionCase == TradeRequest.ActionOneofCase.Watch && _watches.Count < StreamLimits.WatchesPerStream)
        {
            _watches.Add(WatchAsync(request, watching));
            return;
        }

        var answer = AnswerAsync(request);
        try
        {
            await _replies.Writer.WriteAsync(answer, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await answer;
            throw;
        }
    }

    // Goes on to the end also when nobody reads any more: what was asked for is decided and recorded all the same.
    private async Task WriteAsync(CancellationTokenSource ending)
    {
        await foreach (var answer in _replies.Reader.ReadAllAsync(CancellationToken.None))
        {
            var reply = await answer;
            if (ending.IsCancellationRequested) continue;
            try
            {
                await responses.WriteAsync(reply, ending.Token);
            }
            catch (Exception e) when (e is RpcException or OperationCanceledException or InvalidOperationException or IOException)
            {
                _unwritable = e;
                await ending.CancelAsync();
            }
        }
    }

    private async Task<TradeReply> AnswerAsync(TradeRequest request)
    {
        var reply = await ReplyAsync(request);
        reply.RequestId = request.RequestId;
        return reply;
    }

    private async Task<TradeReply> ReplyAsync(TradeRequest request)
    {
        try
        {
            return request.ActionCase switch
            {
                TradeRequest.ActionOneofCase.Submit => new TradeReply { Decision = await desk.SubmitAsync(Admitted(request.Submit, request.Submit.AccountId), CancellationToken.None) },
                TradeRequest.ActionOneofCase.Replace => new TradeReply { Decision = await desk.ReplaceAsync(Admitted(request.Replace, request.Replace.AccountId), CancellationToken.None) },
                TradeRequest.ActionOneofCase.Cancel => new TradeReply { Cancel = await desk.CancelAsync(Admitted(request.Cancel, request.Cancel.AccountId), CancellationToken.None) },
                TradeRequest.ActionOneofCase.CancelAll => new TradeReply { CancelAll = await desk.CancelAllAsync(Admitted(request.CancelAll, request.CancelAll.AccountId, Role.Operator), CancellationToken.None) },
                TradeRequest.ActionOneofCase.Flatten => new TradeReply { Flatten = await desk.FlattenAsync(Admitted(request.Flatten, request.Flatten.AccountId, Role.Operator), caller.KeyId, CancellationToken.None) },
                TradeRequest.ActionOneofCase.Watch => throw Errors.Invalid("watch", $"at most {StreamLimits.WatchesPerStream} accounts can be watched on one stream"),
                _ => throw Errors.Invalid("action", "one of submit, replace, cancel, cancel_all, flatten, watch is required"),
            };
        }
#pragma warning disable CA1031 // Whatever goes wrong with one request, its client is told and the stream goes on.
        catch (Exception e)
        {
            return new TradeReply { Error = Told(e) };
        }
#pragma warning restore CA1031
    }

    private T Admitted<T>(T request, string account, Role other = Role.Trader)
    {
        if (!caller.Has(Role.Trader, other)) throw Errors.RoleMissing([Role.Trader]);
        return caller.Covers(account) ? request : throw Errors.AccountNotCovered(account);
    }

    private async Task WatchAsync(TradeRequest request, CancellationToken cancellationToken)
    {
        try
        {
            if (!caller.Has(Role.Trader, Role.Viewer)) throw Errors.RoleMissing([Role.Trader, Role.Viewer]);
            if (!caller.Covers(request.Watch.AccountId)) throw Errors.AccountNotCovered(request.Watch.AccountId);
            validation.Check(request.Watch);
            await foreach (var execution in feed.WatchAsync(request.Watch.AccountId, request.Watch.AfterVersion, cancellationToken))
                await _replies.Writer.WriteAsync(Task.FromResult(new TradeReply { Update = execution }), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The stream has ended.
        }
#pragma warning disable CA1031 // The watch is over, and its client must hear of it.
        catch (Exception e)
        {
            _replies.Writer.TryWrite(Task.FromResult(new TradeReply { RequestId = request.RequestId, Error = Told(e) }));
        }
#pragma warning restore CA1031
    }

    private TradeError Told(Exception e)
    {
        var failure = e switch
        {
            RpcException expected => expected,
            JournalUnavailableException away => Errors.Unavailable(away),
            _ => new RpcException(new Grpc.Core.Status(StatusCode.Unknown, "The gateway failed on this request; what it did is in the journal.")),
        };
        if (failure.StatusCode == StatusCode.Unknown) LogFailed(log, e);
        var error = new TradeError { Code = (int)failure.StatusCode, Message = failure.Status.Detail };
        if (failure.GetRpcStatus()?.Details.FirstOrDefault(d => d.Is(BadRequest.Descriptor)) is { } detail)
            error.FieldViolations.AddRange(detail.Unpack<BadRequest>().FieldViolations.Select(v => new FieldViolation { Field = v.Field, Description = v.Description }));
        return error;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A request on a Trade stream failed")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
