using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Portcullis.Client.Internal;

/// <summary>Connections with trust or a certificate of their own.</summary>
internal static class Tls
{
    /// <summary>Null where the channel's own handler does: plaintext, or a gateway whose certificate the system trusts.</summary>
    public static HttpMessageHandler? HandlerFor(PortcullisClientOptions options)
    {
        if (options.AuthoritiesFile is null && options.CertificateFile is null)
            return null;
        var secured = new SslClientAuthenticationOptions();
        if (options.AuthoritiesFile is { } authorities)
            secured.CertificateChainPolicy = Trust(authorities);
        if (options.CertificateFile is { } certificate)
            secured.ClientCertificateContext = Own(certificate, options.CertificateKeyFile ?? certificate);
        return new SocketsHttpHandler { EnableMultipleHttp2Connections = true, UseProxy = false, UseCookies = false, AllowAutoRedirect = false, SslOptions = secured };
    }

    private static X509ChainPolicy Trust(string file)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        Read(file, () => policy.CustomTrustStore.ImportFromPemFile(file));
        return policy.CustomTrustStore.Count > 0 ? policy : throw new IOException($"{file}: there is no certificate in it.");
    }

    private static SslStreamCertificateContext Own(string file, string key)
    {
        SslStreamCertificateContext? own = null;
        Read(file, () =>
        {
            using var leaf = X509Certificate2.CreateFromPemFile(file, key);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(file);
            // Some platforms can't use a key that exists in this object alone.
            own = SslStreamCertificateContext.Create(X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), null), chain, offline: true);
        });
        return own!;
    }

    private static void Read(string file, Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or UnauthorizedAccessException)
        {
            throw new IOException($"{file}: {e.Message}", e);
        }
    }
}
