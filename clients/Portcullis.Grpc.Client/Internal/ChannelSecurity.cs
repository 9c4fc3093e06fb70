using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>What channel credentials amount to.</summary>
internal sealed class ChannelSecurity : ChannelCredentialsConfiguratorBase
{
    private readonly List<CallCredentials> _callCredentials = [];

    private ChannelSecurity()
    {
    }

    public bool IsSecure { get; private set; }

    public string? RootCertificates { get; private set; }

    public KeyCertificatePair? ClientCertificate { get; private set; }

    public IReadOnlyList<CallCredentials> CallCredentials => _callCredentials;

    public static ChannelSecurity Read(ChannelCredentials? credentials, Uri address)
    {
        var isHttps = address.Scheme == Uri.UriSchemeHttps;
        var security = new ChannelSecurity { IsSecure = isHttps };
        credentials?.InternalPopulateConfiguration(security, null);
        if (security.IsSecure != isHttps)
            throw new InvalidOperationException(
                $"Channel is configured with {(security.IsSecure ? "secure" : "insecure")} channel credentials and can't use the scheme '{address.Scheme}'.");
        return security;
    }

    public override void SetInsecureCredentials(object? state) => IsSecure = false;

    public override void SetSslCredentials(object? state, string? rootCertificates, KeyCertificatePair? keyCertificatePair)
    {
        IsSecure = true;
        RootCertificates = rootCertificates;
        ClientCertificate = keyCertificatePair;
    }

    public override void SetCompositeCredentials(object? state, ChannelCredentials channelCredentials, CallCredentials callCredentials)
    {
        _callCredentials.Add(callCredentials);
        channelCredentials.InternalPopulateConfiguration(this, state);
    }
}
