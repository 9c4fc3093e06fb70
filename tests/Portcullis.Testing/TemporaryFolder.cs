namespace Portcullis.Testing;

/// <summary>A folder that is gone when its test ends: declare it before whatever writes into it.</summary>
public sealed class TemporaryFolder(string prefix) : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory(prefix).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
