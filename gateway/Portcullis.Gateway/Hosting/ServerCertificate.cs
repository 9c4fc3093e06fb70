using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Portcullis.Gateway.Hosting;

/// <summary>
/// What the gateway shows to whoever connects. A renewed certificate is taken from its files at the next connection, without a restart; one that
/// can't be used is logged, and the one before stays.
/// </summary>
public sealed partial class ServerCertificate
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly string _certificate;
    private readonly string _key;
    private readonly X509Certificate2Collection? _authorities;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private (DateTime Certificate, DateTime Key) _stamp;
    private SslStreamCertificateContext _current;

    /// <exception cref="IOException">A file can't be read, or holds no certificate or no key to it.</exception>
    public ServerCertificate(TlsOptions options, ILogger log)
    {
        _certificate = options.Certificate ?? throw new ArgumentException("There is no certificate.", nameof(options));
        _key = options.CertificateKey ?? _certificate;
        _log = log;
        MustExist("--certificate", options.Certificate);
        MustExist("--certificate-key", options.CertificateKey);
        MustExist("--client-ca", options.ClientAuthorities);
        _stamp = Stamp();
        _current = Load();
        if (options.ClientAuthorities is not { } file) return;
        _authorities = [];
        Try(file, () => _authorities.ImportFromPemFile(file));
        if (_authorities.Count == 0) throw new IOException($"{file}: there is no certificate in it.");
    }

    /// <summary>Sets what each handshake does.</summary>
    public void Configure(HttpsConnectionAdapterOptions https)
    {
        https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
        https.ServerCertificate = _current.TargetCertificate;
        https.OnAuthenticate = (_, handshake) =>
        {
            // With its intermediates, which a certificate alone would not bring.
            handshake.ServerCertificate = null;
            handshake.ServerCertificateContext = Current();
        };
        if (_authorities is null) return;
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.ClientCertificateValidation = (certificate, chain, _) => IsOurs(certificate, chain);
    }

    private SslStreamCertificateContext Current()
    {
        lock (_gate)
        {
            var stamp = Stamp();
            if (stamp == _stamp) return _current;
            _stamp = stamp;
            try
            {
                _current = Load();
                LogRenewed(_log, _certificate, _current.TargetCertificate.NotAfter);
            }
            catch (IOException unusable)
            {
                LogUnusable(_log, unusable.Message);
            }

            return _current;
        }
    }

    private (DateTime Certificate, DateTime Key) Stamp() => (File.GetLastWriteTimeUtc(_certificate), File.GetLastWriteTimeUtc(_key));

    private SslStreamCertificateContext Load() => Try(_certificate, () =>
    {
        using var leaf = X509Certificate2.CreateFromPemFile(_certificate, _key);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(_certificate);
        // The handshake needs a key that lives outside of this object, which a round trip through PKCS #12 gives on every platform.
        var shown = X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), null);
        return SslStreamCertificateContext.Create(shown, chain, offline: true);
    });

    private bool IsOurs(X509Certificate2 certificate, X509Chain? presented)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities!);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        if (presented is not null) chain.ChainPolicy.ExtraStore.AddRange(presented.ChainPolicy.ExtraStore);
        return chain.Build(certificate);
    }

    private static void MustExist(string option, string? file)
    {
        if (file is not null && !File.Exists(file)) throw new IOException($"{option} {file}: there is no such file.");
    }

    private static T Try<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or UnauthorizedAccessException)
        {
            throw new IOException($"{file}: {e.Message}", e);
        }
    }

    private static void Try(string file, Action read) => Try(file, () =>
    {
        read();
        return true;
    });

    [LoggerMessage(Level = LogLevel.Information, Message = "The certificate in {File} is shown from now on; it ends {NotAfter:u}")]
    private static partial void LogRenewed(ILogger logger, string file, DateTime notAfter);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The changed certificate can't be used, the one before stays: {Reason}")]
    private static partial void LogUnusable(ILogger logger, string reason);
}
