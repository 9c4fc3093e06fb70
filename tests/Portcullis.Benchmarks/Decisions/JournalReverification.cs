using System.Diagnostics;
using Portcullis.Domain;
using Portcullis.Domain.Accounts;
using Portcullis.Gateway.Rules;
using Portcullis.Gateway.Services;
using Portcullis.Grains;
using Portcullis.Journal;

namespace Portcullis.Benchmarks.Decisions;

/// <summary>The whole way: a journal in PostgreSQL is filled with real decisions and their orders' ends, and every decision computed again from it.</summary>
internal static class JournalReverification
{
    private const int DecisionsPerAccount = 2_000;
    private const int EventsAtOnce = 200;
    private const int Runs = 3;

    public static async Task<int> RunAsync(string packs, int accounts)
    {
        await using var folder = new Folder();
        await using var postgres = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = folder.Path });
        await using var journal = await PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = postgres.ConnectionString }, TimeProvider.System);
        var reference = Desk.Reference();
        var book = Desk.Rules(packs, reference);
        var library = new RuleSetLibrary(journal, name => reference.Calendars.GetValueOrDefault(name));
        await library.KeepAsync(book, CancellationToken.None);
        await Parallel.ForEachAsync(Enumerable.Range(0, accounts), async (n, _) => await FillAsync(journal, new Desk(reference, book.Profiles["topstep-50k"], $"bench-{n}"), $"bench-{n}"));
        for (var run = 0; run < Runs; run++)
        {
            var (started, before) = (Stopwatch.GetTimestamp(), Process.GetCurrentProcess().TotalProcessorTime);
            var (decisions, findings) = (0, 0);
            await foreach (var step in new DecisionAudit(journal, library, reference.Catalog).RunAsync(0, long.MaxValue, CancellationToken.None))
                (decisions, findings) = (decisions + step.Decisions, findings + step.Findings.Count);
            var (elapsed, used) = (Stopwatch.GetElapsedTime(started), Process.GetCurrentProcess().TotalProcessorTime - before);
            Console.WriteLine(FormattableString.Invariant(
                $"{decisions:N0} decisions of {await journal.HeadAsync():N0} events, {findings} findings: {elapsed.TotalSeconds:0.00} s, {decisions / elapsed.TotalSeconds:N0} per second, {decisions / used.TotalSeconds:N0} per second of this process's processor time"));
        }

        return 0;
    }

    /// <summary>Eight approved orders of ten, one far from the market, one too large.</summary>
    private static async Task FillAsync(PostgresJournal journal, Desk desk, string account)
    {
        var version = 0L;
        for (var n = 0; n < DecisionsPerAccount; n++)
        {
            desk.Take(desk.Next((n % 10) switch { 8 => Kind.FarFromMarket, 9 => Kind.TooLarge, _ => Kind.Approved }));
            if (n % EventsAtOnce != EventsAtOnce - 1) continue;
            var events = desk.TakeEvents();
            foreach (var part in events.Chunk(EventsAtOnce))
            {
                var append = new Append(Streams.Of(new AccountId(account)), version, [.. part.Select(e => new EventData(EventCatalog.NameOf(e), EventCatalog.Write(e)))], part[^1].At);
                version = await journal.AppendAsync(append) is AppendResult.Accepted ? version + part.Length : throw new InvalidOperationException("The journal refused an append.");
            }
        }
    }
}
