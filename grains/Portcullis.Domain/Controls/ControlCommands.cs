using System.Collections.Immutable;

namespace Portcullis.Domain.Controls;

public abstract record ControlCommand;

public sealed record SetControl(ControlScope Scope, ControlMode Mode, string Reason, string By) : ControlCommand;

public sealed record LiftControl(ControlScope Scope, string Reason, string By) : ControlCommand;

public sealed record ActivateRuleBook(string Hash, ImmutableSortedDictionary<string, string> Profiles, string By) : ControlCommand;
