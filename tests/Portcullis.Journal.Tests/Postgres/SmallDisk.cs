using Portcullis.Journal.Server;
using Portcullis.Testing;

namespace Portcullis.Journal.Tests.Postgres;

/// <summary>A disk of a size that a test chooses, in memory; only root can have one.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    /// <summary>Skips the test where no disk can be mounted.</summary>
    public static async Task<SmallDisk> MountAsync(int megabytes)
    {
        var path = Directory.CreateDirectory(TestFolder.NewPath("portcullis-disk-")).FullName;
        var outcome = await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path);
        if (outcome.Succeeded)
            return new SmallDisk(path);
        Directory.Delete(path);
        Assert.Skip($"No small disk can be mounted here: {outcome.Output}");
        throw new InvalidOperationException("Not reached.");
    }

    public async Task GrowAsync(int megabytes) => (await RunAsync("mount", "-o", $"remount,size={megabytes}m", Path)).Succeeded.ShouldBeTrue();

    public async ValueTask DisposeAsync()
    {
        (await RunAsync("umount", Path)).Succeeded.ShouldBeTrue();
        Directory.Delete(Path);
    }

    private static Task<ToolRun.Outcome> RunAsync(string program, params string[] arguments) => ToolRun.RunAsync(program, arguments, TestContext.Current.CancellationToken);
}
