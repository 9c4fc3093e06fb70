using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Portcullis.Journal.Postgres;

/// <summary>A schema's name that is safe to stand in a statement, and the lock and channel that belong to it.</summary>
internal sealed partial class SchemaName
{
    private readonly string _name;

    public SchemaName(string name)
    {
        if (!Identifier().IsMatch(name))
            throw new ArgumentException($"'{name}' is no schema name: 1 to 40 lower-case letters, digits and underscores, not starting with a digit.", nameof(name));
        _name = name;
        AppendLock = LockOf("append");
        MigrationLock = LockOf("migration");
        ArchivingLock = LockOf("archiving");
        OutboxLock = LockOf("outbox");
    }

    public long AppendLock { get; }

    public long MigrationLock { get; }

    public long ArchivingLock { get; }

    public long OutboxLock { get; }

    public string Channel => $"portcullis_{_name}";

    public override string ToString() => _name;

    /// <summary>Advisory locks are numbers of the whole database: the hash keeps those of two journals apart.</summary>
    private long LockOf(string purpose) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"portcullis.{purpose}.{_name}")));

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,39}$")]
    private static partial Regex Identifier();
}
