using System.Globalization;
using Npgsql;
using Portcullis.Journal;
using Portcullis.Journal.Benchmarks;

// Usage: dotnet run -c Release -- [--seconds 5] [--repeats 5] [--folder FOLDER]: every contender takes its turn in each round, so that a noisy neighbour hits all alike.
var seconds = TimeSpan.FromSeconds(double.Parse(Argument("--seconds", "5"), CultureInfo.InvariantCulture));
var repeats = int.Parse(Argument("--repeats", "5"), CultureInfo.InvariantCulture);
var folder = Argument("--folder", Path.Combine(Path.GetTempPath(), "portcullis-bench"));

await using var postgres = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = folder, Progress = Console.WriteLine });
await ExecuteAsync("drop schema if exists plain cascade; drop schema if exists journal cascade;" + PgBench.Tables);
await using var journal = await PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = postgres.ConnectionString, Schema = "journal" }, TimeProvider.System);
var pgbench = new PgBench(postgres, Argument("--pgbench", "/usr/lib/postgresql/15/bin/pgbench"));

// Compilers and plans warm up before anything counts.
await new GroupCommit(postgres, journal, "warm").RunAsync(64, TimeSpan.FromSeconds(2));

var rounds = new List<Measured>();
for (var round = 0; round < repeats; round++)
{
    Console.WriteLine(Measured.Header);
    await TakeAsync(pgbench.RunAsync(64, seconds, $"{round}"));
    await TakeAsync(new TransactionPerEvent(postgres, $"{round}").RunAsync(64, seconds));
    foreach (var producers in (int[])[1, 64, 256, 1024])
        await TakeAsync(new GroupCommit(postgres, journal, $"{round}-{producers}").RunAsync(producers, seconds));
}

Console.WriteLine($"median of {repeats}\n{Measured.Header}");
foreach (var contender in rounds.GroupBy(measured => measured.Name))
    Console.WriteLine(contender.OrderBy(measured => measured.PerSecond).ElementAt(contender.Count() / 2));
return 0;

async Task TakeAsync(Task<Measured> turn)
{
    var measured = await turn;
    Console.WriteLine(measured);
    rounds.Add(measured);
}

async Task ExecuteAsync(string sql)
{
    await using var connection = new NpgsqlConnection(postgres.ConnectionString);
    await connection.OpenAsync();
    await using var command = new NpgsqlCommand(sql, connection);
    await command.ExecuteNonQueryAsync();
}

string Argument(string name, string otherwise) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : otherwise;
