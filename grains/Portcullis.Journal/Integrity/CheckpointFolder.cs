using System.Globalization;
using System.Text.Json;

namespace Portcullis.Journal.Integrity;

/// <summary>
/// Keys and checkpoints as files outside the database, in the shape of an object store: nothing is ever overwritten.
/// keys/ID.private.pem (the newest signs), keys/ID.public.pem (kept for ever), checkpoints/NUMBER.json.
/// Copy the folder, or its public half, to where the database's owner can't write.
/// </summary>
public sealed class CheckpointFolder(string root)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private string Keys => Path.Combine(root, "keys");

    private string Checkpoints => Path.Combine(root, "checkpoints");

    /// <summary>The newest private key; the first one is made here.</summary>
    public CheckpointKey SigningKey()
    {
        Directory.CreateDirectory(Keys);
        var newest = new DirectoryInfo(Keys).EnumerateFiles("*.private.pem").MaxBy(file => (file.LastWriteTimeUtc, file.Name));
        return newest is null ? Rotate() : CheckpointKey.FromPem(File.ReadAllText(newest.FullName));
    }

    /// <summary>A new key signs from now on; what older ones signed stays verifiable by their public halves.</summary>
    public CheckpointKey Rotate()
    {
        Directory.CreateDirectory(Keys);
        var key = CheckpointKey.Create();
        File.WriteAllText(Path.Combine(Keys, $"{key.Id}.public.pem"), key.PublicPem());
        WritePrivate(Path.Combine(Keys, $"{key.Id}.private.pem"), key.PrivatePem());
        return key;
    }

    /// <summary>Signs the journal's last block, unless that was done already or there is none.</summary>
    public async Task<Checkpoint?> ExportAsync(string journal, ChainHead head, DateTimeOffset at, CancellationToken ct)
    {
        if (head.Block == 0)
            return null;
        Directory.CreateDirectory(Checkpoints);
        var path = Path.Combine(Checkpoints, string.Create(CultureInfo.InvariantCulture, $"{head.Block:D15}.json"));
        if (File.Exists(path))
            return null;

        using var key = SigningKey();
        var checkpoint = Checkpoint.Sign(journal, head.Block, head.Position, head.Hash, at, key);
        var draft = $"{path}.{Guid.CreateVersion7(at):N}.draft";
        await File.WriteAllTextAsync(draft, JsonSerializer.Serialize(checkpoint, Format), ct);
        File.Move(draft, path, overwrite: true);
        return checkpoint;
    }

    /// <summary>All checkpoints, oldest first.</summary>
    public IReadOnlyList<CheckpointFile> Read()
    {
        if (!Directory.Exists(Checkpoints))
            return [];

        var keys = Directory.EnumerateFiles(Keys, "*.public.pem").Select(path => CheckpointKey.FromPem(File.ReadAllText(path))).ToDictionary(key => key.Id);
        try
        {
            return [.. Directory.EnumerateFiles(Checkpoints, "*.json").Order(StringComparer.Ordinal).Select(path => Read(path, keys))];
        }
        finally
        {
            foreach (var key in keys.Values)
                key.Dispose();
        }
    }

    private static CheckpointFile Read(string path, Dictionary<string, CheckpointKey> keys)
    {
        try
        {
            var checkpoint = JsonSerializer.Deserialize<Checkpoint>(File.ReadAllText(path), Format);
            return new CheckpointFile(path, checkpoint, checkpoint is not null && keys.TryGetValue(checkpoint.KeyId, out var key) && checkpoint.IsSignedBy(key));
        }
        catch (JsonException)
        {
            return new CheckpointFile(path, null, false);
        }
    }

    private static void WritePrivate(string path, string pem)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.Write(pem);
    }
}

/// <summary>A checkpoint as it was found.</summary>
/// <param name="Checkpoint">Null when the file holds none.</param>
/// <param name="IsSigned">A known key vouches for it.</param>
public sealed record CheckpointFile(string Path, Checkpoint? Checkpoint, bool IsSigned);
