using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Grpc.Net.Client.Internal;

/// <summary>Makes what a channel sends with.</summary>
internal static class Transport
{
    public static (HttpMessageInvoker Invoker, bool Owned) Create(GrpcChannelOptions options, ChannelSecurity security)
    {
        if (options.HttpClient is { } client)
            return (client, options.DisposeHttpClient);
        var own = options.HttpHandler is null;
        return (new HttpMessageInvoker(options.HttpHandler ?? CreateHandler(security), own || options.DisposeHttpClient), true);
    }

    private static SocketsHttpHandler CreateHandler(ChannelSecurity security) => new()
    {
        // More than a hundred calls at once open a second connection instead of waiting.
        EnableMultipleHttp2Connections = true,
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        // Tracing is the channel's own; the handler would add a second client span to every call.
        ActivityHeadersPropagator = null,
        RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        SslOptions = CreateSslOptions(security),
    };

    private static SslClientAuthenticationOptions CreateSslOptions(ChannelSecurity security)
    {
        var options = new SslClientAuthenticationOptions();
        if (security.ClientCertificate is { } pair)
            options.ClientCertificates = [X509Certificate2.CreateFromPem(pair.CertificateChain, pair.PrivateKey)];
        if (security.RootCertificates is not { } roots)
            return options;
        options.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        options.CertificateChainPolicy.CustomTrustStore.ImportFromPem(roots);
        return options;
    }
}
