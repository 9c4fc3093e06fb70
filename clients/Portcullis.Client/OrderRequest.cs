namespace Portcullis.Client;

/// <summary>An order that asks for a decision.</summary>
public sealed record OrderRequest
{
    /// <summary>The account that decides: 1 to 32 of lower-case letters, digits and '-', beginning with a letter.</summary>
    public required string AccountId { get; init; }

    /// <summary>
    /// The caller's own id: 1 to 48 characters of letters, digits, '-', '_', '.', ':', unique per account for ever. It makes the request
    /// idempotent: the same id again gets the recorded decision and never a second order; with other content it gets
    /// <see cref="ConflictException"/>.
    /// </summary>
    public required string ClientOrderId { get; init; }

    /// <summary>The instrument as the gateway knows it, for example ESZ13.</summary>
    public required string Symbol { get; init; }

    public required Side Side { get; init; }

    public required OrderType Type { get; init; }

    /// <summary>Contracts, shares or base units; positive, a multiple of the instrument's lot.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>A multiple of the tick. Required for <see cref="OrderType.Limit"/> and <see cref="OrderType.StopLimit"/>.</summary>
    public decimal? LimitPrice { get; init; }

    /// <summary>A multiple of the tick. Required for <see cref="OrderType.Stop"/> and <see cref="OrderType.StopLimit"/>.</summary>
    public decimal? StopPrice { get; init; }

    /// <summary>Default <see cref="TimeInForce.Day"/>.</summary>
    public TimeInForce TimeInForce { get; init; } = TimeInForce.Day;

    /// <summary>A protective stop, and optionally a target, placed on each fill. Default none.</summary>
    public Bracket? Bracket { get; init; }

    /// <summary>Accept a smaller quantity when only resizing rules fail. Default false.</summary>
    public bool AllowResize { get; init; }

    /// <summary>Refuse the order if it could open or flip a position. Default false.</summary>
    public bool ReduceOnly { get; init; }

    /// <summary>Name of the strategy, up to 64 characters. Default none.</summary>
    public string Strategy { get; init; } = "";

    /// <summary>Version of the strategy. Default none.</summary>
    public string StrategyVersion { get; init; } = "";

    /// <summary>Free text for rules and reports, up to 128 characters. Default none.</summary>
    public string Tag { get; init; } = "";
}

/// <summary>A stop and a target that cancel each other, on the opposite side of the order they belong to.</summary>
/// <param name="StopPrice">Price of the protective stop; a multiple of the tick.</param>
/// <param name="TakeProfitPrice">Price of the target; null places none.</param>
public sealed record Bracket(decimal StopPrice, decimal? TakeProfitPrice = null);

/// <summary>A change of a working order; decided like a new order, on the position it would lead to.</summary>
public sealed record OrderReplacement
{
    /// <inheritdoc cref="OrderRequest.AccountId"/>
    public required string AccountId { get; init; }

    /// <summary>Id of this request: a new one, under the rules of <see cref="OrderRequest.ClientOrderId"/>.</summary>
    public required string ClientOrderId { get; init; }

    /// <summary>Id of the order to change.</summary>
    public required string OriginalClientOrderId { get; init; }

    /// <summary>New total quantity; null keeps it.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>New limit price; null keeps it.</summary>
    public decimal? LimitPrice { get; init; }

    /// <summary>New stop price; null keeps it.</summary>
    public decimal? StopPrice { get; init; }
}
