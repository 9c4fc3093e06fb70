using System.Security.Cryptography;

namespace Portcullis.Journal.Integrity;

/// <summary>A key of checkpoints. Its id is the hash of its public half, so that an id can't be given to another key.</summary>
public sealed class CheckpointKey : IDisposable
{
    private readonly ECDsa _key;

    private CheckpointKey(ECDsa key)
    {
        _key = key;
        Id = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16];
    }

    public string Id { get; }

    public static CheckpointKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>A private or a public key.</summary>
    public static CheckpointKey FromPem(string pem)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return new CheckpointKey(key);
    }

    public string PrivatePem() => _key.ExportPkcs8PrivateKeyPem();

    public string PublicPem() => _key.ExportSubjectPublicKeyInfoPem();

    public byte[] Sign(byte[] content) => _key.SignData(content, HashAlgorithmName.SHA256);

    public bool Verifies(byte[] content, byte[] signature) => _key.VerifyData(content, signature, HashAlgorithmName.SHA256);

    public void Dispose() => _key.Dispose();
}
