using Npgsql;

namespace Portcullis.Journal.Benchmarks;

/// <summary>A journal in a fresh schema beside plain tables of the same shape, warmed up.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private Bench(PrivatePostgres postgres, PostgresJournal journal)
    {
        Postgres = postgres;
        Journal = journal;
    }

    public PrivatePostgres Postgres { get; }

    public PostgresJournal Journal { get; }

    public static async Task<Bench> StartAsync(PrivatePostgres postgres)
    {
        await using (var connection = new NpgsqlConnection(postgres.ConnectionString))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("drop schema if exists plain cascade; drop schema if exists journal cascade;" + SameWork.Tables, connection);
            await command.ExecuteNonQueryAsync();
        }

        var options = new PostgresJournalOptions { ConnectionString = postgres.ConnectionString, Schema = "journal" };
        var journal = await PostgresJournal.OpenAsync(options, TimeProvider.System);

        // The compiler tiers up only what has run long enough: without this the first turns would pay for it.
        await new GroupCommit(postgres, journal, "warm").RunAsync(256, TimeSpan.FromSeconds(6));
        return new Bench(postgres, journal);
    }

    public static Task<PrivatePostgres> PostgresAsync(Settings settings) =>
        PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = settings.Folder, Progress = Console.WriteLine });

    /// <summary>Every contender takes its turn in each round, so that a noisy neighbour hits all alike; the median of each is told at the end.</summary>
    /// <param name="measure">What the median is taken of.</param>
    public async Task<IReadOnlyDictionary<string, Measured>> RoundsAsync(int repeats, Func<Measured, double> measure, Func<int, IEnumerable<Func<Task<Measured>>>> turns)
    {
        var all = new List<Measured>();
        Console.WriteLine(Measured.Header);
        for (var round = 0; round < repeats; round++)
        {
            foreach (var turn in turns(round))
            {
                await SteadyState.BeginAsync(Postgres.ConnectionString);
                var measured = await turn();
                Console.WriteLine(measured);
                all.Add(measured);
            }
        }

        var medians = all.GroupBy(measured => measured.Name).ToDictionary(
            contender => contender.Key, contender => contender.OrderBy(measure).ElementAt(contender.Count() / 2));
        Console.WriteLine($"median of {repeats}");
        foreach (var median in medians.Values)
            Console.WriteLine(median);
        return medians;
    }

    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        await Postgres.DisposeAsync();
    }
}
