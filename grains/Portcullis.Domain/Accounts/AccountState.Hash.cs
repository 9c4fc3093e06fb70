using System.Security.Cryptography;
using System.Text.Json;

namespace Portcullis.Domain.Accounts;

public sealed partial record AccountState
{
    /// <summary>SHA-256 over the state's JSON, hex. Collections are ordered, so that equal states have equal hashes on every node.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this, DomainJson.Options)));
}
