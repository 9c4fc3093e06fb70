namespace Portcullis.Benchmarks;

/// <summary>A folder that goes away with its scope, after all that was started in it.</summary>
internal sealed class Folder : IAsyncDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("portcullis-bench-db-").FullName;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Path, recursive: true);
        return ValueTask.CompletedTask;
    }
}
