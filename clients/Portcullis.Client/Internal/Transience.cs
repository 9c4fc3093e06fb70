using Grpc.Core;

namespace Portcullis.Client.Internal;

/// <summary>Which ends of a stream are worth coming back after.</summary>
internal static class Transience
{
    /// <summary>
    /// UNAVAILABLE says so itself and is followed for as long as the policy says. A connection that breaks in the middle of a message shows
    /// as one of the others, but so does a defect of the server: those are tried as often as a call would be, and then told.
    /// </summary>
    public static bool CanReconnect(StatusCode status, int failures, RetryPolicy policy) => status switch
    {
        StatusCode.Unavailable => failures < policy.MaxAttempts,
        StatusCode.Internal or StatusCode.Unknown or StatusCode.Cancelled or StatusCode.Aborted or StatusCode.ResourceExhausted =>
            failures < Math.Min(policy.MaxAttempts, RetryPolicy.Calls.MaxAttempts),
        _ => false,
    };
}
