using System.CommandLine;
using Portcullis.Client;

namespace Portcullis.Cli.Commands;

/// <summary>The arguments and options that spell an order. Its type follows from the prices given.</summary>
internal sealed class OrderTicket
{
    private readonly Argument<string> _account = new("account") { Description = "The account's id." };
    private readonly Argument<Side> _side = Choices.Side();
    private readonly Argument<decimal> _quantity = new("quantity") { Description = "Contracts, shares or base units." };
    private readonly Argument<string> _symbol = new("symbol") { Description = "The instrument, for example ESZ13." };
    private readonly Option<decimal?> _limit = new("--limit") { Description = "Limit price. Without a price the order is at market." };
    private readonly Option<decimal?> _stop = new("--stop") { Description = "Stop price." };
    private readonly Option<TimeInForce> _timeInForce = Choices.TimeInForce();
    private readonly Option<decimal?> _protect = new("--protect") { Description = "Price of a protective stop, placed on each fill." };
    private readonly Option<decimal?> _target = new("--target") { Description = "Price of a target beside the protective stop." };
    private readonly Option<bool> _allowResize = new("--allow-resize") { Description = "Accept a smaller quantity." };
    private readonly Option<bool> _reduceOnly = new("--reduce-only") { Description = "Refuse it if it could open or flip a position." };
    private readonly Option<string?> _strategy = new("--strategy") { Description = "Name of the strategy." };
    private readonly Option<string?> _tag = new("--tag") { Description = "Free text for rules and reports." };
    private readonly Option<string?> _id = new("--id") { Description = "Client order id; the same one again never makes a second order. Default a new one." };

    public IEnumerable<Symbol> Symbols =>
        [_account, _side, _quantity, _symbol, _limit, _stop, _timeInForce, _protect, _target, _allowResize, _reduceOnly, _strategy, _tag, _id];

    public OrderRequest Read(Invocation call)
    {
        var (limit, stop, protect, target) = (call.Value(_limit), call.Value(_stop), call.Value(_protect), call.Value(_target));
        if (target is not null && protect is null)
            throw new UsageException("--target needs --protect: a target stands beside a protective stop.");
        return new OrderRequest
        {
            AccountId = call.Value(_account),
            ClientOrderId = call.IdOr(_id),
            Symbol = call.Value(_symbol),
            Side = call.Value(_side),
            Type = (limit, stop) switch
            {
                (null, null) => OrderType.Market,
                (not null, null) => OrderType.Limit,
                (null, not null) => OrderType.Stop,
                _ => OrderType.StopLimit,
            },
            Quantity = call.Value(_quantity),
            LimitPrice = limit,
            StopPrice = stop,
            TimeInForce = call.Value(_timeInForce),
            Bracket = protect is { } price ? new Bracket(price, target) : null,
            AllowResize = call.Value(_allowResize),
            ReduceOnly = call.Value(_reduceOnly),
            Strategy = call.Value(_strategy) ?? "",
            Tag = call.Value(_tag) ?? "",
        };
    }
}
