using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Net.Client.Internal.Connections;

namespace Grpc.Net.Client.Internal;

/// <summary>Makes what a channel sends with.</summary>
internal static class Transport
{
    /// <param name="options">The channel's.</param>
    /// <param name="security">How the channel's connections are secured, where they are its own.</param>
    /// <param name="connections">Makes the sockets, unless the caller's handler does that itself.</param>
    /// <param name="tracked">Whether <paramref name="connections"/> will make them.</param>
    public static HttpMessageInvoker Create(GrpcChannelOptions options, ChannelSecurity security, ChannelConnections connections, out bool tracked)
    {
        tracked = false;
        if (options.HttpClient is { } client)
            return client;
        var handler = options.HttpHandler ?? CreateHandler(security);
        tracked = handler is SocketsHttpHandler { ConnectCallback: null } sockets && TrySet(sockets, connections);
        return new HttpMessageInvoker(handler, disposeHandler: options.HttpHandler is null || options.DisposeHttpClient);
    }

    /// <summary>A handler that has sent something already can't be changed any more, and is used as it is.</summary>
    private static bool TrySet(SocketsHttpHandler handler, ChannelConnections connections)
    {
        try
        {
            handler.ConnectCallback = connections.ConnectAsync;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
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
