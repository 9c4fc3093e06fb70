using System.Globalization;
using Portcullis.Benchmarks;
using Portcullis.Benchmarks.Decisions;
using Portcullis.Journal;
using Portcullis.Journal.Benchmarks;
using Portcullis.V1;

// dotnet run -c Release --project tests/Portcullis.Benchmarks -- [--seconds 5] [--rounds 3] [--in-flight 1,16,64,256] [--warm-up 20]
// dotnet run -c Release --project tests/Portcullis.Benchmarks -- decisions [--show]      what one decision, its record and its verification cost on one core
if (args is ["decisions", ..]) return DecisionCosts.Run(Path.Combine(AppContext.BaseDirectory, "packs"), args.Contains("--show"));

// dotnet run -c Release --project tests/Portcullis.Benchmarks -- reverify [--accounts 100]   recomputes a journal of 2,000 decisions for each account
if (args is ["reverify", ..]) return await JournalReverification.RunAsync(Path.Combine(AppContext.BaseDirectory, "packs"), int.Parse(Argument("--accounts", "100"), CultureInfo.InvariantCulture));

// Every contender takes its turn in each round, on one PostgreSQL with durability on, so that a noisy neighbour hits all alike. Medians are printed.
var seconds = TimeSpan.FromSeconds(double.Parse(Argument("--seconds", "5"), CultureInfo.InvariantCulture));
var rounds = int.Parse(Argument("--rounds", "3"), CultureInfo.InvariantCulture);
var loads = Argument("--in-flight", "1,16,64,256").Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();

await using var folder = new Folder();
await using var postgres = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = folder.Path });
await using var gateway = await GatewayProcess.StartAsync(postgres.ConnectionString);
using var load = new OrderLoad(gateway);
await load.PrepareAsync();
var inserts = new DurableInserts(postgres.ConnectionString);
await inserts.PrepareAsync();

// Compilers, plans and caches warm up before anything counts: the runtime takes half a minute of load to compile what is hot once more, better.
var warmUp = TimeSpan.FromSeconds(double.Parse(Argument("--warm-up", "20"), CultureInfo.InvariantCulture));
await load.RunAsync("warm", Verdict.Rejected, OrderLoad.OffMarket, 64, warmUp);
await load.RunAsync("warm", Verdict.Rejected, OrderLoad.OffMarket, 64, warmUp, streams: true);
await load.RunAsync("warm", Verdict.Approved, OrderLoad.BelowMarket, 64, warmUp);
var json = await inserts.RecordedDecisionAsync();

var results = new List<Result>();
for (var round = 0; round < rounds; round++)
{
    foreach (var inFlight in loads)
    {
        if (inFlight <= 64)
        {
            await TakeAsync(() => inserts.RunAsync("pgbench, one insert of the same record", DurableInserts.OneInsert, json, inFlight, seconds));
            await TakeAsync(() => inserts.RunAsync($"pgbench, stream row and an event of {Workload.Json.Length} bytes", DurableInserts.StreamAndEvent($"{round}-{inFlight}"), Workload.Json, inFlight, seconds));
        }

        await TakeAsync(() => load.RunAsync("decision over gRPC, rejected", Verdict.Rejected, OrderLoad.OffMarket, inFlight, seconds));
        await TakeAsync(() => load.RunAsync("decision on Trade streams, rejected", Verdict.Rejected, OrderLoad.OffMarket, inFlight, seconds, streams: true));
        await TakeAsync(() => load.RunAsync("decision over gRPC, approved and routed", Verdict.Approved, OrderLoad.BelowMarket, inFlight, seconds));
    }
}

Console.WriteLine();
Console.WriteLine($"Median of {rounds} rounds of {seconds.TotalSeconds:0} s; a recorded decision is {json.Length} characters of JSON.");
Console.WriteLine("| what | in flight | per second | p50 ms | p99 ms | p99.9 ms | CPU us: PostgreSQL + gateway + load |");
Console.WriteLine("|---|--:|--:|--:|--:|--:|--:|");
foreach (var contender in results.GroupBy(r => (r.Name, r.InFlight)).OrderBy(g => g.Key.InFlight)) Console.WriteLine(Result.Median(contender));
return 0;

async Task TakeAsync(Func<Task<Result>> turn)
{
    await SteadyState.BeginAsync(postgres.ConnectionString);
    var before = ProcessorTime.Read(postgres, gateway);
    var result = (await turn()).Using(ProcessorTime.Read(postgres, gateway) - before);
    Console.WriteLine(result);
    results.Add(result);
}

string Argument(string name, string otherwise)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? args[at + 1] : otherwise;
}
