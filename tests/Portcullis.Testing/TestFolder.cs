namespace Portcullis.Testing;

/// <summary>Where tests put files: in memory where there is plenty, since thousands of small files are made and removed many times faster there.</summary>
public static class TestFolder
{
    private const long RoomNeeded = 4L << 30;

    public static string Parent { get; } = HasRoom("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    /// <summary>A path that nothing has yet.</summary>
    public static string NewPath(string prefix) => Path.Combine(Parent, prefix + Path.GetRandomFileName());

    private static bool HasRoom(string folder) => OperatingSystem.IsLinux() && Directory.Exists(folder) && new DriveInfo(folder).AvailableFreeSpace > RoomNeeded;
}
