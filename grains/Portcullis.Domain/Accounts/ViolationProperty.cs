namespace Portcullis.Domain.Accounts;

/// <summary>What a recorded violation is made of, in the order in which it is written.</summary>
internal enum ViolationProperty
{
    Code,
    Rule,
    Message,
    Effect,
    Left,
    LeftValue,
    Operator,
    Right,
    RightValue,
    OverBy,
    Unit,
    Reference,
    Error,
}
