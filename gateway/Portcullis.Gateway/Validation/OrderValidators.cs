using System.Collections.Immutable;
using FluentValidation;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Instruments;
using Portcullis.V1;

namespace Portcullis.Gateway.Validation;

/// <summary>An order's shape: every fault at once. What depends on the account is the decider's.</summary>
public sealed class SubmitRequestValidator : AbstractValidator<SubmitRequest>
{
    private static readonly ImmutableArray<FieldCheck<SubmitRequest>> Checks =
    [
        new("account_id", Fields.AccountIdForm, r => Fields.IsAccountId(r.AccountId)),
        new("client_order_id", Fields.ClientOrderIdForm, r => Fields.IsClientOrderId(r.ClientOrderId)),
        new("client_order_id", Fields.NoBracketChild, r => !Fields.NamesBracketChild(r.ClientOrderId)),
        new("side", Fields.OneOf<Side>(), r => Fields.IsNamed(r.Side)),
        new("type", Fields.OneOf<OrderType>(), r => Fields.IsNamed(r.Type)),
        new("time_in_force", Fields.OneOf<TimeInForce>(), r => Fields.IsNamed(r.TimeInForce)),
        new("strategy", Fields.ShortText(Limits.StrategyLength), r => Fields.IsText(r.Strategy, Limits.StrategyLength)),
        new("strategy", Fields.NoMailAddress, r => !Fields.HasMailAddress(r.Strategy)),
        new("strategy_version", Fields.ShortText(Limits.StrategyLength), r => Fields.IsText(r.StrategyVersion, Limits.StrategyLength)),
        new("tag", Fields.ShortText(Limits.TagLength), r => Fields.IsText(r.Tag, Limits.TagLength)),
        new("tag", Fields.NoMailAddress, r => !Fields.HasMailAddress(r.Tag)),
    ];

    // One rule for all: every rule is a state machine of the library's, and this one runs for every order.
    public SubmitRequestValidator(InstrumentCatalog instruments) => RuleFor(r => r).Custom((request, context) =>
    {
        foreach (var check in Checks)
            if (!check.Holds(request)) context.AddFailure(check.Field, check.Expected);
        var numbers = new OrderNumbers(instruments.Find(request.Symbol), context.AddFailure);
        if (!numbers.Instrument(request.Symbol)) return;
        numbers.Quantity("quantity", request.Quantity, required: true);
        numbers.Price("limit_price", request.LimitPrice, request.Type is OrderType.Limit or OrderType.StopLimit, request.Type);
        numbers.Price("stop_price", request.StopPrice, request.Type is OrderType.Stop or OrderType.StopLimit, request.Type);
        if (request.Bracket is { } bracket) Bracket(numbers, request, bracket);
    });

    private static void Bracket(OrderNumbers check, SubmitRequest request, Bracket bracket)
    {
        var stop = check.Price("bracket.stop_price", bracket.StopPrice);
        var target = check.Price("bracket.take_profit_price", bracket.TakeProfitPrice, optional: true);
        var sign = request.Side == Side.Buy ? 1 : -1;
        var entry = DecimalText.TryParse(request.LimitPrice, out var limit) ? limit : DecimalText.TryParse(request.StopPrice, out var trigger) ? trigger : (decimal?)null;
        if (stop is { } s && entry is { } e && (e - s) * sign <= 0m)
            check.Fault("bracket.stop_price", "must lie on the losing side of the entry: below it for a buy, above it for a sell");
        if (stop is { } s2 && target is { } t && (t - s2) * sign <= 0m)
            check.Fault("bracket.take_profit_price", "must lie on the winning side of the stop: above it for a buy, below it for a sell");
    }
}

public sealed class ReplaceRequestValidator : AbstractValidator<ReplaceRequest>
{
    public ReplaceRequestValidator()
    {
        RuleFor(r => r.AccountId).MustBeAccountId().OverridePropertyName("account_id");
        RuleFor(r => r.ClientOrderId).MustBeNewClientOrderId().OverridePropertyName("client_order_id");
        RuleFor(r => r.OriginalClientOrderId).MustBeClientOrderId().OverridePropertyName("original_client_order_id");
        RuleFor(r => r.Quantity).MustBeDecimalOrEmpty().OverridePropertyName("quantity");
        RuleFor(r => r.LimitPrice).MustBeDecimalOrEmpty().OverridePropertyName("limit_price");
        RuleFor(r => r.StopPrice).MustBeDecimalOrEmpty().OverridePropertyName("stop_price");
        RuleFor(r => r).Must(r => r.Quantity.Length + r.LimitPrice.Length + r.StopPrice.Length > 0)
            .OverridePropertyName("quantity").WithMessage("nothing is to be changed: give a quantity, a limit_price or a stop_price");
    }
}

public sealed class CancelRequestValidator : AbstractValidator<CancelRequest>
{
    public CancelRequestValidator()
    {
        RuleFor(r => r.AccountId).MustBeAccountId().OverridePropertyName("account_id");
        RuleFor(r => r.ClientOrderId).MustBeClientOrderId().OverridePropertyName("client_order_id");
    }
}

public sealed class CancelAllRequestValidator : AbstractValidator<CancelAllRequest>
{
    public CancelAllRequestValidator() => RuleFor(r => r.AccountId).MustBeAccountId().OverridePropertyName("account_id");
}

public sealed class FlattenRequestValidator : AbstractValidator<FlattenRequest>
{
    public FlattenRequestValidator()
    {
        RuleFor(r => r.AccountId).MustBeAccountId().OverridePropertyName("account_id");
        RuleFor(r => r.Reason).MustBeReason().OverridePropertyName("reason");
    }
}

/// <summary>The numbers of an order against its instrument's steps.</summary>
internal sealed class OrderNumbers(Instrument? instrument, Action<string, string> fault)
{
    public void Fault(string field, string description) => fault(field, description);

    public bool Instrument(string symbol)
    {
        if (instrument is not null) return true;
        fault("symbol", symbol.Length == 0 ? "an instrument is required" : $"instrument {symbol} is not in the reference data");
        return false;
    }

    public void Quantity(string field, string text, bool required)
    {
        if (text.Length == 0)
        {
            if (required) fault(field, "a quantity is required");
            return;
        }

        if (!DecimalText.TryParse(text, out var quantity)) fault(field, DecimalText.Expected);
        else if (quantity <= 0m) fault(field, "must be positive; the side says the direction");
        else if (quantity > Limits.MaxQuantity) fault(field, $"at most {Limits.MaxQuantity}");
        else if (!instrument!.IsOnLot(quantity)) fault(field, $"must be a multiple of {instrument.Symbol}'s lot of {DecimalText.Write(instrument.LotSize)}");
    }

    public void Price(string field, string text, bool required, OrderType type)
    {
        if (text.Length > 0 && !required && type != OrderType.Unspecified) fault(field, $"a {type} order has none; leave it empty");
        else if (text.Length == 0 && required) fault(field, $"a {type} order needs one");
        else Price(field, text, optional: true);
    }

    public decimal? Price(string field, string text, bool optional = false)
    {
        if (text.Length == 0)
        {
            if (!optional) fault(field, "a price is required");
            return null;
        }

        if (!DecimalText.TryParse(text, out var price)) fault(field, DecimalText.Expected);
        else if (price <= 0m) fault(field, "must be positive");
        else if (price > Limits.MaxPrice) fault(field, $"at most {Limits.MaxPrice}");
        else if (!instrument!.IsOnTick(price)) fault(field, $"must be a multiple of {instrument.Symbol}'s tick of {DecimalText.Write(instrument.TickSize)}");
        else return price;
        return null;
    }
}
