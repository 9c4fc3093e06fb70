using System.Collections.Immutable;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Instruments;

namespace Portcullis.Domain.Controls;

public enum ScopeKind
{
    Unspecified = 0,
    Global,
    Firm,
    Account,
    Strategy,
    Instrument,
}

public enum ControlMode
{
    None = 0,
    ReduceOnly,
    Halted,
}

public readonly record struct ControlScope(ScopeKind Kind, string Name) : IComparable<ControlScope>
{
    public int CompareTo(ControlScope other) => Kind != other.Kind ? Kind.CompareTo(other.Kind) : string.CompareOrdinal(Name, other.Name);

    public override string ToString() => Kind == ScopeKind.Global ? "global" : $"{Kind.ToString().ToLowerInvariant()} {Name}";
}

/// <param name="Version">Of the control stream when it was set: its epoch. What was approved under an older one is refused by brokers.</param>
public sealed record ActiveControl(ControlScope Scope, ControlMode Mode, string Reason, string By, DateTimeOffset Since, long Version);

/// <summary>Kill switches and the active rules: the fold of the one control stream that every decision names the version of.</summary>
public sealed record ControlState
{
    public const string Stream = "control";

    public static readonly ControlState Empty = new();

    public long Version { get; init; }

    public ImmutableSortedDictionary<ControlScope, ActiveControl> Controls { get; init; } = ImmutableSortedDictionary<ControlScope, ActiveControl>.Empty;

    public string RuleBookHash { get; init; } = "";

    public ImmutableSortedDictionary<string, string> Profiles { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public ControlState Evolve(IControlEvent happened) => (happened switch
    {
        ControlSet e => this with { Controls = Controls.SetItem(e.Scope, new ActiveControl(e.Scope, e.Mode, e.Reason, e.By, e.At, Version + 1)) },
        ControlLifted e => this with { Controls = Controls.Remove(e.Scope) },
        RuleBookActivated e => this with { RuleBookHash = e.Hash, Profiles = e.Profiles.WithComparers(StringComparer.Ordinal) },
        _ => this,
    }) with { Version = Version + 1 };

    /// <summary>The strictest control that reaches an order.</summary>
    public ControlMode ModeFor(string firm, AccountId account, string strategy, Instrument instrument)
    {
        if (Controls.IsEmpty) return ControlMode.None;
        var mode = ControlMode.None;
        foreach (var (scope, control) in Controls)
            if (control.Mode > mode && Reaches(scope, firm, account, strategy, instrument.Symbol, instrument.Root)) mode = control.Mode;
        return mode;
    }

    /// <summary>Every scope that <see cref="Reaches"/> an order, so that it can be looked up instead of searched for.</summary>
    public static ImmutableArray<ControlScope> ScopesOf(string firm, AccountId account, string strategy, string symbol, string root) =>
    [
        new(ScopeKind.Global, ""),
        new(ScopeKind.Firm, firm),
        new(ScopeKind.Account, account.Value),
        new(ScopeKind.Strategy, strategy),
        new(ScopeKind.Instrument, symbol),
        new(ScopeKind.Instrument, root),
    ];

    /// <summary>A control on a futures root reaches all its contracts.</summary>
    public static bool Reaches(ControlScope scope, string firm, AccountId account, string strategy, string symbol, string root) => scope.Kind switch
    {
        ScopeKind.Global => true,
        ScopeKind.Firm => scope.Name == firm,
        ScopeKind.Account => scope.Name == account.Value,
        ScopeKind.Strategy => scope.Name == strategy,
        ScopeKind.Instrument => scope.Name == symbol || scope.Name == root,
        _ => false,
    };
}
