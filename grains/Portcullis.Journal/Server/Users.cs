using System.Security.Cryptography;

namespace Portcullis.Journal.Server;

/// <summary>Who uses an instance: one locked file each. A file that can be locked belongs to somebody who died, and is removed.</summary>
internal static class Users
{
    public static (FileLock Lock, string Path) Join(InstanceFolder folder)
    {
        var path = Path.Combine(folder.Users, $"{Environment.ProcessId}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}.lock");
        return (FileLock.TryTake(path) ?? throw new PrivatePostgresException($"The file {path} can't be made."), path);
    }

    /// <summary>Asked under the instance's gate, after the asker has left.</summary>
    public static bool Any(InstanceFolder folder)
    {
        var alive = false;
        foreach (var path in Directory.EnumerateFiles(folder.Users, "*.lock"))
        {
            using (var free = FileLock.TryTake(path))
            {
                if (free is null)
                {
                    alive = true;
                    continue;
                }
            }

            File.Delete(path);
        }

        return alive;
    }
}
