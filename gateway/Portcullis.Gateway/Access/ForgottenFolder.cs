using System.Text.Json;
using Portcullis.Domain;
using Portcullis.Domain.Access;
using Portcullis.Gateway.Hosting;

namespace Portcullis.Gateway.Access;

/// <summary>
/// Who was forgotten, one file for each holder beside the checkpoints and so outside the database: a backup from before an erasure brings back the key and
/// knows nothing of the order to destroy it. Pseudonyms alone are kept; nothing is ever overwritten.
/// </summary>
public sealed class ForgottenFolder(GatewayOptions options)
{
    private const string Extension = ".json";

    public string Folder { get; } = Path.Combine(options.CheckpointFolder, "forgotten");

    public IReadOnlyList<string> Holders() =>
        Directory.Exists(Folder) ? [.. Directory.EnumerateFiles(Folder, $"*{Extension}").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)] : [];

    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public void Keep(string holder, Forgotten forgotten)
    {
        var path = Path.Combine(Folder, holder + Extension);
        if (File.Exists(path)) return;
        Directory.CreateDirectory(Folder);
        var draft = $"{path}.{Environment.ProcessId}.draft";
        using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, new { holder, forgotten.At, forgotten.By, forgotten.Reason }, DomainJson.Options);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }
}
