using Portcullis.Client;

namespace Portcullis.Cli;

/// <summary>What a script learns from the program's end.</summary>
internal static class ExitCode
{
    /// <summary>Done; of an order: approved, resized or held.</summary>
    public const int Ok = 0;

    /// <summary>Something unexpected.</summary>
    public const int Unexpected = 1;

    /// <summary>The command or a value in it is wrong, or contradicts what is there.</summary>
    public const int Usage = 2;

    /// <summary>The order was rejected by rules.</summary>
    public const int Rejected = 3;

    /// <summary>No such account, order, instrument or key.</summary>
    public const int NotFound = 4;

    /// <summary>The gateway cannot be reached, cannot record, or did not answer in time.</summary>
    public const int Unavailable = 5;

    /// <summary>The key is missing, wrong, or does not cover this.</summary>
    public const int NotAuthorised = 6;

    /// <summary>The journal was changed, or a decision cannot be recomputed.</summary>
    public const int Integrity = 7;

    /// <summary>Rule files are not sound, a case failed, or two rule sets differ.</summary>
    public const int Findings = 8;

    /// <summary>Stopped by Ctrl-C, as shells count it.</summary>
    public const int Interrupted = 130;

    /// <summary>For the help text.</summary>
    public const string Documentation =
        "Exit codes: 0 ok or approved, 1 unexpected error, 2 usage or invalid argument, 3 rejected by rules, 4 not found, "
        + "5 unavailable, 6 not authorised, 7 integrity finding, 8 finding in rule files.";

    public static int Of(PortcullisException failure) => failure switch
    {
        InvalidRequestException or ConflictException => Usage,
        NotFoundException => NotFound,
        UnavailableException or AnswerTimeoutException => Unavailable,
        AccessDeniedException => NotAuthorised,
        _ => Unexpected,
    };

    public static int Of(OrderDecision decision) => decision.Verdict == Verdict.Rejected ? Rejected : Ok;
}
