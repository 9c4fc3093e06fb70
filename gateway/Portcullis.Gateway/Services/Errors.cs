using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Portcullis.Domain.Access;
using Portcullis.Domain.Accounts;
using Portcullis.Grains;
using Portcullis.Journal;
using Portcullis.Journal.Privacy;
using Portcullis.Journal.Projections;

namespace Portcullis.Gateway.Services;

/// <summary>Every status that a caller can meet, with its details. Each message says what to do.</summary>
public static class Errors
{
    private const string Domain = "portcullis";

    public static RpcException Invalid(IReadOnlyList<(string Field, string Description)> violations)
    {
        var request = new BadRequest();
        request.FieldViolations.AddRange(violations.Select(v => new BadRequest.Types.FieldViolation { Field = v.Field, Description = v.Description }));
        var first = violations[0];
        var more = violations.Count > 1 ? $" (and {violations.Count - 1} more)" : "";
        return Make(Code.InvalidArgument, $"{first.Field}: {first.Description}{more}", Any.Pack(request));
    }

    public static RpcException Invalid(string field, string description) => Invalid([(field, description)]);

    public static RpcException Unauthenticated() => Make(
        Code.Unauthenticated,
        "A valid API key is needed: send 'authorization: Bearer <key>'. 'portcullis key create' makes one.",
        Reason("API_KEY_INVALID"));

    public static RpcException RoleMissing(ReadOnlySpan<Role> roles) => Make(
        Code.PermissionDenied,
        $"This key has none of the roles that this call needs: {string.Join(", ", roles.ToArray())}.",
        Reason("ROLE_MISSING"));

    public static RpcException AccountNotCovered(string account) => Make(
        Code.PermissionDenied,
        $"This key does not cover account {account}.",
        Reason("ACCOUNT_NOT_COVERED"));

    public static RpcException NotSimulated() => Make(
        Code.FailedPrecondition,
        "This gateway runs on the system's clock; start it with --clock simulated to drive time.",
        Reason("CLOCK_NOT_SIMULATED"));

    public static RpcException Unavailable(JournalUnavailableException e)
    {
        var retry = e.RetryAfter > TimeSpan.Zero ? e.RetryAfter : TimeSpan.FromSeconds(1);
        return Make(
            Code.Unavailable,
            e.OutcomeUnknown
                ? "The journal broke off while it was recording this: send the same request again, with the same id, to learn what became of it."
                : "The journal can't be reached, and nothing is approved unrecorded. Send the same request again.",
            Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(retry) }),
            Reason(e.OutcomeUnknown ? "OUTCOME_UNKNOWN" : "JOURNAL_UNAVAILABLE"));
    }

    /// <summary>The status of a fault that callers are promised one for; null for a bug.</summary>
    public static RpcException? Of(Exception fault) => fault switch
    {
        JournalUnavailableException e => Unavailable(e),
        AccountQuarantinedException e => Quarantined(e),
        ModelNotReadyException e => Make(Code.FailedPrecondition, e.Message, Reason("REPORTS_NOT_READY")),
        SubjectErasedException e => Make(Code.FailedPrecondition, $"{e.Message} Nothing may be written about them any more: give another holder, or none.", Reason("HOLDER_FORGOTTEN")),
        JournalSchemaException e => Make(Code.FailedPrecondition, e.Message, Reason("RIGHTS_MISSING")),
        EventsArchivedException e => Make(Code.FailedPrecondition, e.Message, Reason("EVENTS_ARCHIVED")),
        _ => null,
    };

    public static RpcException Quarantined(AccountQuarantinedException e) => From(new Refusal(RefusalCode.AccountQuarantined, $"{e.Message}. Nothing is decided for it until an operator resumes it."));

    public static RpcException From(Refusal refusal) => Make(CodeOf(refusal.Code), refusal.Message, Reason(Snake(refusal.Code.ToString())));

    public static RpcException UnknownAccount(string account) =>
        Make(Code.NotFound, $"There is no account {account}; open it first.", Reason("ACCOUNT_UNKNOWN"));

    /// <param name="refusal">Why.</param>
    /// <param name="about">The key or the holder that was named.</param>
    public static RpcException From(AccessRefusal refusal, string about) => refusal switch
    {
        AccessRefusal.KeyUnknown => Make(Code.NotFound, $"There is no API key {about}; 'portcullis key list' shows them.", Reason("KEY_UNKNOWN")),
        AccessRefusal.HolderUnknown => Make(Code.NotFound, $"There is neither a key nor a holder {about}; 'portcullis key list' shows both.", Reason("HOLDER_UNKNOWN")),
        AccessRefusal.LastAdmin => Make(
            Code.FailedPrecondition,
            $"No valid admin key would be left without {about}. Make another one first: 'portcullis key create NAME --role admin'.",
            Reason("LAST_ADMIN_KEY")),
        _ => Of(new SubjectErasedException(about))!,
    };

    public static RpcException ModelUnknown(string model) => Make(Code.NotFound, $"There is no read model {model}; 'portcullis journal models' shows them.", Reason("MODEL_UNKNOWN"));

    public static RpcException ModelServes(string model) => Make(
        Code.FailedPrecondition, $"Readers use this build of {model}: 'portcullis journal rebuild {model}' first makes one that takes its place.", Reason("MODEL_SERVES"));

    private static Code CodeOf(RefusalCode code) => code switch
    {
        RefusalCode.AccountUnknown or RefusalCode.OrderUnknown => Code.NotFound,
        RefusalCode.AccountExists or RefusalCode.ClientOrderIdReused or RefusalCode.AdjustmentIdReused or RefusalCode.ExecutionIdReused => Code.AlreadyExists,
        RefusalCode.ProfileUnknown or RefusalCode.InstrumentUnknown or RefusalCode.ReplacementInvalid => Code.InvalidArgument,
        _ => Code.FailedPrecondition,
    };

    private static string Snake(string name) =>
        string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));

    private static Any Reason(string reason) => Any.Pack(new ErrorInfo { Domain = Domain, Reason = reason });

    private static RpcException Make(Code code, string message, params ReadOnlySpan<Any> details)
    {
        var status = new Google.Rpc.Status { Code = (int)code, Message = message };
        foreach (var detail in details) status.Details.Add(detail);
        return status.ToRpcException();
    }
}
