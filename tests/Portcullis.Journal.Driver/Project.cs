using System.Globalization;
using System.Threading.Channels;
using Portcullis.Journal.Projections;

namespace Portcullis.Journal.Driver;

/// <summary>Follows the journal with a read model: says in the midst of each step which events it holds, and goes on with the next line that it is told.</summary>
internal static class Project
{
    private static readonly ProjectionPace Pace = new(TimeSpan.FromMilliseconds(1), 1, TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(100));

    public static async Task<int> RunAsync(string connection, int patienceMs)
    {
        var options = new PostgresJournalOptions { ConnectionString = connection, StepPatience = TimeSpan.FromMilliseconds(patienceMs) };
        await using var journal = await PostgresJournal.OpenAsync(options, TimeProvider.System);
        using var leaving = new CancellationTokenSource();
        var told = Channel.CreateUnbounded<string>();
        // The console's reader waits on the thread that asks.
        var listening = Task.Run(() => ListenAsync(told.Writer, leaving), CancellationToken.None);
        var runner = journal.Project(new Sums(async (events, ct) =>
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"holding {events[0].Position} to {events[^1].Position}"));
            await told.Reader.ReadAsync(ct);
        }));
        runner.Stopped += (_, fault) => Console.WriteLine($"stopped: {fault.Message}");
        runner.WentOnWithout += (_, aside) => Console.WriteLine($"without: {aside}");
        try
        {
            await runner.RunAsync(Pace, TimeProvider.System, leaving.Token);
        }
        catch (OperationCanceledException)
        {
            // Told to leave.
        }

        await listening;
        return 0;
    }

    private static async Task ListenAsync(ChannelWriter<string> told, CancellationTokenSource leaving)
    {
        while (await Console.In.ReadLineAsync(CancellationToken.None) is { } line)
            await told.WriteAsync(line);
        await leaving.CancelAsync();
    }
}
