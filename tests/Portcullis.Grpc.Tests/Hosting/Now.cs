using Grpc.Core;

namespace Portcullis.Grpc.Tests.Hosting;

/// <summary>What most tests need at hand.</summary>
internal static class Now
{
    /// <summary>Ends a test that hangs.</summary>
    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static DateTime In(int milliseconds) => TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(milliseconds);

    /// <summary>The error of a call that must fail.</summary>
    public static async Task<RpcException> FailsAsync(Func<Task> call) => await Should.ThrowAsync<RpcException>(call);
}
