namespace Portcullis.Client;

/// <summary>What the account answered, with every reason. It is durable in the journal before it arrives here.</summary>
public sealed record OrderDecision
{
    public required string AccountId { get; init; }

    /// <summary>The gateway's id of the order; also the broker's client order id. Empty for a preview.</summary>
    public required string OrderId { get; init; }

    public required string ClientOrderId { get; init; }

    public required Verdict Verdict { get; init; }

    /// <summary>What may be traded: the requested quantity, a smaller one when resized, zero when rejected.</summary>
    public required decimal ApprovedQuantity { get; init; }

    /// <summary>Everything that failed, warnings included.</summary>
    public required IReadOnlyList<Violation> Violations { get; init; }

    /// <summary>How far the rules that passed are from their limits, the tightest first.</summary>
    public required IReadOnlyList<Headroom> Headroom { get; init; }

    /// <summary>Hash of the rules that decided.</summary>
    public required string RuleSetHash { get; init; }

    /// <summary>The control stream's version that the decision was made under.</summary>
    public required long ControlVersion { get; init; }

    /// <summary>Of the account's stream; 0 for a preview.</summary>
    public required long Version { get; init; }

    /// <summary>The gateway's clock, UTC.</summary>
    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>True when this is the recorded decision of an earlier request with the same client order id.</summary>
    public required bool Duplicate { get; init; }

    public required Exposure Exposure { get; init; }

    /// <summary>The position in the worst case: with every working order filled. Signed; null when not reported.</summary>
    public required decimal? PositionAfter { get; init; }

    /// <summary>What the order can lose at its stop, in the account's currency; null when it has no stop.</summary>
    public required decimal? RiskAmount { get; init; }

    /// <summary>The largest quantity that would pass now; null when not asked or unknown.</summary>
    public required decimal? MaxQuantity { get; init; }

    /// <summary>The rule that caps <see cref="MaxQuantity"/>; empty when none does.</summary>
    public required string BindingRule { get; init; }

    /// <summary>True for <see cref="Verdict.Approved"/> and <see cref="Verdict.Resized"/>: an order went, or goes, to the broker.</summary>
    public bool IsApproved => Verdict is Verdict.Approved or Verdict.Resized;
}

/// <summary>One failed rule, with the numbers that decided it.</summary>
public sealed record Violation
{
    /// <summary>Stable, for machines: DAILY_LOSS_LIMIT.</summary>
    public required string Code { get; init; }

    /// <summary>The rule's name in its pack.</summary>
    public required string Rule { get; init; }

    /// <summary>For people.</summary>
    public required string Message { get; init; }

    /// <summary>Reject, Resize, Hold, Warn, Flatten or Halt.</summary>
    public required string Effect { get; init; }

    /// <summary>Left side of the comparison that decided, as text.</summary>
    public required string Left { get; init; }

    public required string LeftValue { get; init; }

    /// <summary>What had to hold: "&gt;=", "&lt;" and so on.</summary>
    public required string Operator { get; init; }

    /// <summary>Right side of the comparison that decided, as text.</summary>
    public required string Right { get; init; }

    public required string RightValue { get; init; }

    /// <summary>By how much it was missed, in <see cref="Unit"/>; null when the comparison is not numeric.</summary>
    public required decimal? OverBy { get; init; }

    /// <summary>"USD", "contracts", "ticks" and so on.</summary>
    public required string Unit { get; init; }

    /// <summary>The regulation or the firm's page behind the rule.</summary>
    public required string Reference { get; init; }

    /// <summary>True when the rule could not be evaluated; an error never allows.</summary>
    public required bool IsError { get; init; }
}

/// <summary>How far a passing rule is from its limit.</summary>
public sealed record Headroom
{
    /// <inheritdoc cref="Violation.Code"/>
    public required string Code { get; init; }

    /// <inheritdoc cref="Violation.Rule"/>
    public required string Rule { get; init; }

    /// <summary>Distance in <see cref="Unit"/>; zero is exactly at the limit; null when not numeric.</summary>
    public required decimal? Slack { get; init; }

    /// <inheritdoc cref="Violation.Unit"/>
    public required string Unit { get; init; }

    public required string LeftValue { get; init; }

    public required string RightValue { get; init; }
}
