using System.Threading.Channels;
using Grpc.Core;
using Portcullis.Gateway.Access;
using Portcullis.Gateway.Markets;
using Portcullis.Markets;
using Portcullis.V1;
using Role = Portcullis.Domain.Access.Role;

namespace Portcullis.Gateway.Services;

public sealed class MarketDataService(MarketPipeline pipeline, MarketBoard board) : MarketData.MarketDataBase
{
    public override async Task<PublishReply> Publish(IAsyncStreamReader<MarketDataMessage> requestStream, ServerCallContext context)
    {
        Caller.Demand(context, Role.Feed);
        var reply = new PublishReply();
        await foreach (var message in requestStream.ReadAllAsync(context.CancellationToken))
        {
            var refusal = MarketMessages.TryRead(message, out var input)
                ? (await pipeline.ApplyAsync(input!, context.CancellationToken)).Refusal
                : MarketMessages.Malformed;
            if (refusal is null)
            {
                reply.Accepted++;
                continue;
            }

            reply.Refused++;
            if (reply.Reasons.Count < StreamLimits.PublishReasons && !reply.Reasons.Contains(refusal)) reply.Reasons.Add(refusal);
        }

        return reply;
    }

    /// <summary>A slow watcher gets the newest views and misses those between.</summary>
    public override async Task Watch(WatchMarketRequest request, IServerStreamWriter<MarketView> responseStream, ServerCallContext context)
    {
        Caller.Of(context);
        var wanted = request.Symbols.ToHashSet(StringComparer.Ordinal);
        var changes = Channel.CreateBounded<Domain.Market.MarketView>(new BoundedChannelOptions(StreamLimits.PendingReplies) { FullMode = BoundedChannelFullMode.DropOldest });
        void OnChanged(MarketChange change)
        {
            if (change.View is { } view && (wanted.Count == 0 || wanted.Contains(view.Symbol))) changes.Writer.TryWrite(view);
        }

        pipeline.Changed += OnChanged;
        try
        {
            foreach (var view in board.Current.Views.Values.OrderBy(v => v.Symbol, StringComparer.Ordinal))
                if (wanted.Count == 0 || wanted.Contains(view.Symbol)) await responseStream.WriteAsync(Wire.Market(view), context.CancellationToken);
            await foreach (var view in changes.Reader.ReadAllAsync(context.CancellationToken))
                await responseStream.WriteAsync(Wire.Market(view), context.CancellationToken);
        }
        finally
        {
            pipeline.Changed -= OnChanged;
        }
    }
}
