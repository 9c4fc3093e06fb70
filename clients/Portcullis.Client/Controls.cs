namespace Portcullis.Client;

/// <summary>What a control applies to.</summary>
/// <param name="Kind">The kind of thing.</param>
/// <param name="Name">Its name; empty for everything.</param>
public sealed record Scope(ScopeKind Kind, string Name = "")
{
    /// <summary>Every account.</summary>
    public static Scope Global { get; } = new(ScopeKind.Global);

    /// <summary>Every account of a firm.</summary>
    public static Scope Firm(string firm) => new(ScopeKind.Firm, firm);

    /// <summary>One account.</summary>
    public static Scope Account(string accountId) => new(ScopeKind.Account, accountId);

    /// <summary>Every order that names the strategy.</summary>
    public static Scope Strategy(string strategy) => new(ScopeKind.Strategy, strategy);

    /// <summary>Every order in the instrument.</summary>
    public static Scope Instrument(string symbol) => new(ScopeKind.Instrument, symbol);

    public override string ToString() => Kind == ScopeKind.Global ? "global" : $"{Kind.ToString().ToLowerInvariant()}:{Name}";
}

/// <summary>
/// Answer to a control: it is durable, no decision after it in the journal approves an entry in its scope, on any node, and the gateway's brokers
/// refuse what was approved before and reaches them later.
/// </summary>
/// <param name="ControlVersion">Of the control stream.</param>
/// <param name="InFlight">Orders approved in the scope before the control's place and not finished.</param>
public sealed record ControlResult(long ControlVersion, IReadOnlyList<InFlightOrder> InFlight);

/// <summary>An order that a control found under way.</summary>
public sealed record InFlightOrder
{
    public required string AccountId { get; init; }

    public required string OrderId { get; init; }

    public required string ClientOrderId { get; init; }

    public required OrderStatus Status { get; init; }

    /// <summary>True when the control asked the broker to cancel it.</summary>
    public required bool CancelRequested { get; init; }
}

/// <summary>A control in force.</summary>
/// <param name="Scope">What it applies to.</param>
/// <param name="Mode">"Halted" or "ReduceOnly".</param>
/// <param name="Reason">As it was given.</param>
/// <param name="By">The id of the key that set it.</param>
/// <param name="Since">When it took effect, UTC.</param>
public sealed record ActiveControl(Scope Scope, string Mode, string Reason, string By, DateTimeOffset Since)
{
    /// <summary>What the holder of that key is called, "erased" once forgotten; for operators, auditors and admins, empty for others.</summary>
    public string ByName { get; init; } = "";
}

/// <summary>Controls in force and rules in use.</summary>
/// <param name="ControlVersion">Of the control stream.</param>
/// <param name="Active">Controls in force.</param>
/// <param name="RuleBookHash">Hash over all active rule sets.</param>
/// <param name="Profiles">The profiles that accounts can be opened on.</param>
/// <param name="RuleProblem">Why the files on disk are not the active set; empty when they are.</param>
public sealed record ControlsState(
    long ControlVersion, IReadOnlyList<ActiveControl> Active, string RuleBookHash, IReadOnlyList<ProfileRules> Profiles, string RuleProblem);

/// <summary>The active rules of one profile.</summary>
/// <param name="Profile">Its name.</param>
/// <param name="RuleSetHash">Hash of its rules.</param>
public sealed record ProfileRules(string Profile, string RuleSetHash);
