using System.Collections.Immutable;

namespace Portcullis.Domain.Controls;

/// <summary>
/// <code>
/// none --SetControl--> ReduceOnly | Halted --SetControl--> the other
///   ^------------------ LiftControl ------'
/// </code>
/// Asking for what is already so changes nothing.
/// </summary>
public static class ControlDecider
{
    public static ImmutableArray<IControlEvent> Decide(ControlState state, ControlCommand command, DateTimeOffset now) => command switch
    {
        SetControl c when state.Controls.TryGetValue(c.Scope, out var active) && active.Mode == c.Mode => [],
        SetControl c => [new ControlSet(c.Scope, c.Mode, c.Reason, c.By, now)],
        LiftControl c when !state.Controls.ContainsKey(c.Scope) => [],
        LiftControl c => [new ControlLifted(c.Scope, c.Reason, c.By, now)],
        ActivateRuleBook c when c.Hash == state.RuleBookHash => [],
        ActivateRuleBook c => [new RuleBookActivated(c.Hash, c.Profiles, c.By, now)],
        _ => [],
    };
}
