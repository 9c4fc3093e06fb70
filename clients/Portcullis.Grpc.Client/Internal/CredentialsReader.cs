using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>Takes call credentials apart and adds their headers.</summary>
internal sealed class CredentialsReader : CallCredentialsConfiguratorBase
{
    private readonly List<AsyncAuthInterceptor> _interceptors = [];

    private CredentialsReader()
    {
    }

    public static async Task ApplyAsync(CallCredentials credentials, AuthInterceptorContext context, HttpRequestMessage request)
    {
        var reader = new CredentialsReader();
        credentials.InternalPopulateConfiguration(reader, null);
        foreach (var interceptor in reader._interceptors)
        {
            var metadata = new Metadata();
            await interceptor(context, metadata);
            request.Add(metadata);
        }
    }

    public override void SetCompositeCredentials(object? state, IReadOnlyList<CallCredentials> credentials)
    {
        foreach (var part in credentials)
            part.InternalPopulateConfiguration(this, state);
    }

    public override void SetAsyncAuthInterceptorCredentials(object? state, AsyncAuthInterceptor interceptor) => _interceptors.Add(interceptor);
}
