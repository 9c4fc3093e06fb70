using System.Diagnostics;
using Portcullis.Journal.Archives;

namespace Portcullis.Journal.Benchmarks;

/// <summary>How fast the chain is verified, in the database and as an archive.</summary>
internal static class VerifySpeed
{
    public static async Task RunAsync(Settings settings)
    {
        await using var bench = await Bench.StartAsync(await Bench.PostgresAsync(settings));
        await new GroupCommit(bench.Postgres, bench.Journal, "verify").RunAsync(256, settings.Turn * 2);
        var path = Path.Combine(settings.Folder, "archive.jsonl");
        await using (var file = File.Create(path))
            await bench.Journal.ArchiveAsync(file);

        for (var round = 0; round < settings.Repeats; round++)
        {
            await TellAsync("database", () => bench.Journal.VerifyAsync(new VerifyRequest(), null, CancellationToken.None));
            await TellAsync("archive", () => new JournalArchive(path).VerifyAsync(new VerifyRequest(), null, CancellationToken.None));
        }

        Console.WriteLine(FormattableString.Invariant($"the archive has {new FileInfo(path).Length / 1e6:0} MB"));
        File.Delete(path);
    }

    private static async Task TellAsync(string what, Func<Task<VerifyReport>> verify)
    {
        var (start, cpu) = (Stopwatch.GetTimestamp(), Process.GetCurrentProcess().TotalProcessorTime);
        var report = await verify();
        var (seconds, used) = (Stopwatch.GetElapsedTime(start).TotalSeconds, Process.GetCurrentProcess().TotalProcessorTime - cpu);
        if (!report.Valid)
            throw new InvalidOperationException($"The benchmark's journal is not sound: {report.Findings[0]}");
        Console.WriteLine(FormattableString.Invariant($"verify, {what}: {report.Events} events in {seconds:0.0} s, {report.Events / seconds:0} per second, {used.TotalMicroseconds / report.Events:0.0} us of our CPU per event"));
    }
}
