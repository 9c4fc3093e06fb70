namespace Grpc.Core;

/// <summary>How a channel's connections are secured, and the call credentials that every call of it carries.</summary>
public abstract class ChannelCredentials
{
    /// <summary>No TLS.</summary>
    public static ChannelCredentials Insecure { get; } = new InsecureCredentials();

    /// <summary>TLS with the machine's trust store.</summary>
    public static ChannelCredentials SecureSsl { get; } = new SslCredentials();

    /// <summary>Channel credentials and, for every call, call credentials.</summary>
    public static ChannelCredentials Create(ChannelCredentials channelCredentials, CallCredentials callCredentials) =>
        new Composed(channelCredentials, callCredentials);

    /// <summary>Tells the configurator what these credentials are made of.</summary>
    public abstract void InternalPopulateConfiguration(ChannelCredentialsConfiguratorBase configurator, object? state);

    private sealed class InsecureCredentials : ChannelCredentials
    {
        public override void InternalPopulateConfiguration(ChannelCredentialsConfiguratorBase configurator, object? state) =>
            configurator.SetInsecureCredentials(state);
    }

    private sealed class Composed : ChannelCredentials
    {
        private readonly ChannelCredentials _channel;
        private readonly CallCredentials _call;

        public Composed(ChannelCredentials channel, CallCredentials call)
        {
            ArgumentNullException.ThrowIfNull(channel);
            ArgumentNullException.ThrowIfNull(call);
            _channel = channel;
            _call = call;
        }

        public override void InternalPopulateConfiguration(ChannelCredentialsConfiguratorBase configurator, object? state) =>
            configurator.SetCompositeCredentials(state, _channel, _call);
    }
}

/// <summary>TLS, with roots and a client certificate in PEM where they are not the machine's own.</summary>
public sealed class SslCredentials(string? rootCertificates, KeyCertificatePair? keyCertificatePair) : ChannelCredentials
{
    public SslCredentials()
        : this(null, null)
    {
    }

    public SslCredentials(string rootCertificates)
        : this(rootCertificates, null)
    {
    }

    /// <summary>Trusted roots in PEM; null for the machine's trust store.</summary>
    public string? RootCertificates { get; } = rootCertificates;

    /// <summary>The client's certificate and key in PEM; null for none.</summary>
    public KeyCertificatePair? KeyCertificatePair { get; } = keyCertificatePair;

    public override void InternalPopulateConfiguration(ChannelCredentialsConfiguratorBase configurator, object? state) =>
        configurator.SetSslCredentials(state, RootCertificates, KeyCertificatePair);
}

/// <summary>A certificate chain and its private key, both PEM.</summary>
public sealed class KeyCertificatePair(string certificateChain, string privateKey)
{
    public string CertificateChain { get; } = certificateChain;

    public string PrivateKey { get; } = privateKey;
}

/// <summary>Receives what channel credentials are made of.</summary>
public abstract class ChannelCredentialsConfiguratorBase
{
    public abstract void SetInsecureCredentials(object? state);

    public abstract void SetSslCredentials(object? state, string? rootCertificates, KeyCertificatePair? keyCertificatePair);

    public abstract void SetCompositeCredentials(object? state, ChannelCredentials channelCredentials, CallCredentials callCredentials);
}
