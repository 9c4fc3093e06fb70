using System.Collections.Immutable;

namespace Portcullis.Domain.Controls;

public interface IControlEvent : IDomainEvent;

[EventName("control_set")]
public sealed record ControlSet(ControlScope Scope, ControlMode Mode, string Reason, string By, DateTimeOffset At) : IControlEvent;

[EventName("control_lifted")]
public sealed record ControlLifted(ControlScope Scope, string Reason, string By, DateTimeOffset At) : IControlEvent;

/// <summary>From here on every node judges by these rules. Profile name to rule set hash.</summary>
[EventName("rule_book_activated")]
public sealed record RuleBookActivated(string Hash, ImmutableSortedDictionary<string, string> Profiles, string By, DateTimeOffset At) : IControlEvent;
