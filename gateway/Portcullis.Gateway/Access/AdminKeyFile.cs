using Portcullis.Domain.Access;
using Portcullis.Gateway.Hosting;
using Portcullis.Grains;

namespace Portcullis.Gateway.Access;

/// <summary>The first key: made at the first start and written where only the data folder's owner can read it.</summary>
public sealed class AdminKeyFile(GatewayOptions options, AccessGrain access, ApiKeys keys)
{
    public string Path => System.IO.Path.Combine(options.DataDir, "admin.key");

    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await access.CatchUpAsync(long.MaxValue, cancellationToken);
        if (access.Current.Keys.Count > 0 && !options.ResetAdminKey) return;
        var roles = Enum.GetValues<Role>().Where(role => role != Role.Unspecified);
        var (_, presented) = await keys.CreateAsync("first admin", null, [.. roles], [ApiKey.EveryAccount], null, "portcullis", cancellationToken);
        Directory.CreateDirectory(options.DataDir);
        // The mode is given to a new file only: one that lies there already may be open to others.
        File.Delete(Path);
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new StreamWriter(Path, create);
        await file.WriteLineAsync(presented.AsMemory(), cancellationToken);
    }
}
