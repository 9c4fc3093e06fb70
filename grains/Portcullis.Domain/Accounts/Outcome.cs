using System.Collections.Immutable;

namespace Portcullis.Domain.Accounts;

/// <summary>What came of a command.</summary>
public abstract record Outcome
{
    private Outcome()
    {
    }

    /// <summary>These events happened; none where the command changes nothing.</summary>
    public sealed record Happened(ImmutableArray<IAccountEvent> Events) : Outcome
    {
        /// <summary>The state they lead to, where the decider has folded them already; who has it need not fold again.</summary>
        public AccountState? After { get; init; }
    }

    /// <summary>The command was answered before: the answer is the event at this version.</summary>
    public sealed record Repeated(long Version) : Outcome;

    public sealed record Refused(Refusal Refusal) : Outcome;

    public static readonly Outcome Nothing = new Happened([]);

    public static Outcome Of(params ReadOnlySpan<IAccountEvent> events) => new Happened([.. events]);

    public static Outcome Refuse(RefusalCode code, string message) => new Refused(new Refusal(code, message));
}

/// <summary>Why a command could not be carried out at all. Codes are never reused; their order is the precedence in which they are checked.</summary>
public enum RefusalCode
{
    Unspecified = 0,
    AccountUnknown,
    AccountExists,
    ProfileUnknown,
    ClientOrderIdReused,
    InstrumentUnknown,
    OrderUnknown,
    OrderFilled,
    OrderCanceled,
    OrderExpired,
    OrderRejected,
    ReplacementPending,
    ReplacementInvalid,
    AdjustmentIdReused,
    AccountQuarantined,
    ExecutionIdReused,
}

public sealed record Refusal(RefusalCode Code, string Message);
