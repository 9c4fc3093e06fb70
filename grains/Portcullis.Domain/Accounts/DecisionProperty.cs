namespace Portcullis.Domain.Accounts;

/// <summary>What a recorded decision is made of, in the order in which it is written.</summary>
internal enum DecisionProperty
{
    OrderId,
    Request,
    RequestHash,
    SymbolAsked,
    Verdict,
    ApprovedQuantity,
    Exposure,
    PositionAfter,
    RiskAmount,
    NotionalPerUnit,
    Violations,
    Headroom,
    MaxQuantity,
    BindingRule,
    RuleSet,
    ControlVersion,
    Facts,
    AskedFacts,
    Replaces,
    At,
}
