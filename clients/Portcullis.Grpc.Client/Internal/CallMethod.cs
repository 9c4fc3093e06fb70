using Grpc.Core;
using Grpc.Net.Client.Internal.Retry;

namespace Grpc.Net.Client.Internal;

/// <summary>A method as one channel calls it.</summary>
internal sealed record CallMethod(IMethod Method, Uri Address, string? Host, RetryRules? Retry)
{
    /// <summary><c>package.Service/Method</c>, as metrics name it.</summary>
    public string MetricName { get; } = Method.FullName[1..];
}
