using Npgsql;
using Portcullis.Journal.Server;

namespace Portcullis.Journal.Tests.Postgres;

/// <summary>PostgreSQL's own programs, as the user that the private instances run as.</summary>
internal static class BaseBackup
{
    /// <summary>A copy of a running server that a private instance can be started on.</summary>
    public static async Task TakeAsync(PrivatePostgres server, string folder, string[] arguments, CancellationToken ct)
    {
        var target = new InstanceFolder(folder);
        var settings = new NpgsqlConnectionStringBuilder(server.ConnectionString);
        if (settings.Password is { } password)
            await File.WriteAllTextAsync(target.Password, password, ct);
        await RunAsync(target, "pg_basebackup", ["-D", target.Data, "-X", "stream", "-c", "fast", "--no-password", .. arguments], ct);
    }

    /// <summary>In libpq's form.</summary>
    public static string ConnectionInfo(PrivatePostgres server, string? database = null)
    {
        var settings = new NpgsqlConnectionStringBuilder(server.ConnectionString);
        var password = settings.Password is { } word ? $" password={word}" : string.Empty;
        return $"host={settings.Host} port={settings.Port} user={settings.Username}{(database is null ? "" : $" dbname={database}")}{password}";
    }

    public static async Task<string> RunAsync(InstanceFolder folder, string program, string[] arguments, CancellationToken ct)
    {
        var binaries = await Binaries.FindAsync(new PrivatePostgresOptions { DataFolder = folder.Root }, ct);
        var user = await ServerUser.ChooseAsync(folder, binaries, ct);
        await user.OwnAsync(folder.Data, ct);
        var outcome = await user.RunAsync(Binaries.Tool(binaries, program), arguments, ct);
        outcome.Succeeded.ShouldBeTrue(outcome.Output);
        return outcome.Output;
    }
}
