namespace Portcullis.Rules;

/// <summary>What a rule came to. Only <see cref="Passed"/> allows; a rule that could not be evaluated never does.</summary>
public enum RuleOutcome : byte
{
    Passed,
    Failed,
    Error,
}
