using Grpc.Core;
using Grpc.Core.Internal;

namespace Grpc.Net.Client.Internal;

/// <summary>What call options say once everything they inherit is counted in.</summary>
internal static class CallOptionsExtensions
{
    /// <summary>The earlier of the call's own deadline and its parent's, in UTC; null without either.</summary>
    public static DateTime? EffectiveDeadline(this CallOptions options)
    {
        var own = ToUtc(options.Deadline);
        var inherited = ToUtc(options.PropagationToken?.Deadline);
        return own is null || inherited < own ? inherited ?? own : own;
    }

    /// <summary>The encoding that the application asked for by a header of its own.</summary>
    public static string? RequestEncoding(this CallOptions options) => options.Headers?.GetValue(Headers.EncodingRequest);

    private static DateTime? ToUtc(DateTime? deadline) =>
        deadline is null || deadline == DateTime.MaxValue ? null : deadline.Value.ToUniversalTime();
}
