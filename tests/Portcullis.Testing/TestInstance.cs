using Portcullis.Journal;

namespace Portcullis.Testing;

/// <summary>A private instance in a temporary folder that goes away with it, also when an earlier run was killed.</summary>
internal sealed class TestInstance : IAsyncDisposable
{
    private const string Prefix = "portcullis-test-";

    private readonly PrivatePostgres _postgres;
    private readonly string _folder;

    private TestInstance(PrivatePostgres postgres, string folder)
    {
        _postgres = postgres;
        _folder = folder;
    }

    public string ConnectionString => _postgres.ConnectionString;

    public static async Task<TestInstance> StartAsync(CancellationToken ct)
    {
        await RemoveAbandonedAsync();
        var folder = TestFolder.NewPath(Prefix);
        return new TestInstance(await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = folder }, ct), folder);
    }

    public async ValueTask DisposeAsync()
    {
        await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task RemoveAbandonedAsync()
    {
        foreach (var folder in Directory.EnumerateDirectories(TestFolder.Parent, Prefix + "*"))
        {
            if (await PrivatePostgres.StopAbandonedAsync(folder))
                Directory.Delete(folder, recursive: true);
        }
    }
}
