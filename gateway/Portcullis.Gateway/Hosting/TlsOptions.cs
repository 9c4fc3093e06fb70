namespace Portcullis.Gateway.Hosting;

/// <summary>How connections are secured.</summary>
public sealed record TlsOptions
{
    /// <summary>PEM file with the server's certificate, then those between it and its authority. Read again when it changes. Default: none, no TLS.</summary>
    public string? Certificate { get; init; }

    /// <summary>PEM file with the certificate's private key, not encrypted. Default: the certificate's own file.</summary>
    public string? CertificateKey { get; init; }

    /// <summary>PEM file with authorities: only clients with a certificate of theirs are let in, and still need a key. Default: no certificate is asked for.</summary>
    public string? ClientAuthorities { get; init; }

    /// <summary>Allows to listen without TLS where other machines can reach it: behind something that adds it. Default false.</summary>
    public bool AllowPlaintext { get; init; }

    /// <summary>Why a gateway must not listen at this address; null when it may.</summary>
    public string? Fault(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            return $"--urls {address}: an address such as http://127.0.0.1:7411 or https://0.0.0.0:7411 was expected.";
        if (uri.Scheme == "https" && Certificate is null)
            return $"--urls {address}: https needs a certificate. Give its PEM file with --certificate, and its key's with --certificate-key.";
        if (uri.Scheme == "http" && Certificate is not null)
            return $"--urls {address}: a certificate was given, but http would not use it. Write https.";
        if (CertificateKey is not null && Certificate is null) return "--certificate-key: there is no --certificate that it could belong to.";
        if (ClientAuthorities is not null && Certificate is null) return "--client-ca: clients show certificates under TLS alone. Give --certificate too.";
        return uri.Scheme == "http" && !uri.IsLoopback && !AllowPlaintext
            ? $"--urls {address}: other machines could reach it, and orders and keys would travel in the clear. Give --certificate and write https, or --allow-plaintext behind something that adds TLS."
            : null;
    }
}
