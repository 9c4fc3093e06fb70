namespace Portcullis.Client;

/// <summary>How a <see cref="PortcullisClient"/> reaches its gateway.</summary>
public sealed record PortcullisClientOptions
{
    /// <summary>The gateway's address. Default http://127.0.0.1:7411.</summary>
    public Uri Address { get; init; } = new("http://127.0.0.1:7411");

    /// <summary>PEM file with the authorities that may have issued the gateway's certificate, under https. Default: those that the system trusts.</summary>
    public string? AuthoritiesFile { get; init; }

    /// <summary>PEM file with the certificate that this client shows, where the gateway asks for one; intermediates after it. Default none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file with that certificate's private key, not encrypted. Default: the certificate's own file.</summary>
    public string? CertificateKeyFile { get; init; }

    /// <summary>The caller's key, sent as a bearer token. Default none; every service but health refuses a call without a key.</summary>
    public string? ApiKey { get; init; }

    /// <summary>A file that holds the key alone; read once, when the client is made, and only where <see cref="ApiKey"/> is null.</summary>
    public string? ApiKeyFile { get; init; }

    /// <summary>
    /// How long one answer may take, all retries together. Default 10 seconds; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.
    /// Watches and verifications have no limit but their cancellation token.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How a single call is repeated when the gateway is unavailable.</summary>
    public RetryPolicy Retry { get; init; } = RetryPolicy.Calls;

    /// <summary>How a watch or a trade session finds its way back after its connection broke.</summary>
    public RetryPolicy Reconnect { get; init; } = RetryPolicy.Streams;

    /// <summary>The clock of deadlines and pauses. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
