using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Portcullis.Journal.Driver;

/// <summary>A node under random load on streams that it shares with others, with a subscriber beside it.</summary>
internal sealed class Load(IJournal journal, string node, int seed, int operations, History history)
{
    private const int Workers = 4;
    private static readonly string[] Streams = ["account-a", "account-b", "account-c"];

    private long _control;
    private long _target = long.MaxValue;
    private long _seen;

    public static async Task<int> RunAsync(string connection, string node, int seed, int operations, string path, string[] flaws)
    {
        using var history = new History(path);
        var options = new PostgresJournalOptions
        {
            ConnectionString = connection,
            NodeName = node,
            ReconnectPause = TimeSpan.FromMilliseconds(50),
            PollInterval = TimeSpan.FromMilliseconds(100),

            // So few workers would never have two batches under way else.
            OverlappingAppends = 1,
        };
        await using var journal = await PostgresJournal.OpenAsync(options, TimeProvider.System);
        var load = new Load(flaws.Contains("stale-head") ? new StaleHead(journal) : journal, node, seed, operations, history);
        using var done = new CancellationTokenSource();
        var subscriber = load.SubscribeAsync(flaws.Contains("late-reader"), done.Token);

        Console.WriteLine("ready");
        await Console.In.ReadLineAsync();
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(load.WorkAsync));
        Console.WriteLine("done");

        // The test names the head of the finished journal: the subscriber is to get there.
        load._target = long.Parse((await Console.In.ReadLineAsync())!, CultureInfo.InvariantCulture);
        done.CancelAfter(load._seen >= load._target ? TimeSpan.Zero : TimeSpan.FromSeconds(60));
        await subscriber;
        return 0;
    }

    private async Task WorkAsync(int worker)
    {
        var random = new Random((seed * 397) + (node[^1] * 31) + worker);
        var versions = Streams.ToDictionary(stream => stream, _ => 0L);
        for (var n = 0; n < operations; n++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{node}-{worker}-{n}");
            var stream = Streams[random.Next(Streams.Length)];
            switch (random.Next(12))
            {
                case 0:
                    await ReadHeadAsync(id);
                    break;
                case 1:
                    versions[stream] = await ReadStreamAsync(id, stream);
                    break;
                case 2 when random.Next(4) == 0:
                    await AppendAsync(id, Append.ControlStream, _control, null, null, 1);
                    break;
                default:
                    var key = random.Next(3) == 0 ? $"key-{random.Next(operations)}" : null;
                    long? under = random.Next(2) == 0 ? _control : null;
                    versions[stream] = await AppendAsync(id, stream, versions[stream], key, under, random.Next(1, 4));
                    break;
            }
        }
    }

    /// <summary>Returns the version that the worker now believes in.</summary>
    private async Task<long> AppendAsync(string id, string stream, long expected, string? key, long? under, int count)
    {
        var operation = new Operation(id, OperationKind.Append, stream, expected, key, under, Stopwatch.GetTimestamp());
        history.Write(operation);
        try
        {
            var events = Enumerable.Range(0, count).Select(i => new EventData("operation_done", Encoding.UTF8.GetBytes($$"""{"operation":"{{id}}","index":{{i}}}""")));
            var result = await journal.AppendAsync(new Append(stream, expected, [.. events], TimeProvider.System.GetUtcNow()) { Key = key, ControlVersion = under });
            operation = operation with { Ended = Stopwatch.GetTimestamp() };
            operation = result switch
            {
                AppendResult.Accepted accepted => operation with { Outcome = Outcome.Accepted, Value = accepted.FirstPosition },
                AppendResult.KeyTaken taken => operation with { Outcome = Outcome.KeyTaken, Value = taken.Version },
                AppendResult.VersionConflict conflict => operation with { Outcome = Outcome.VersionConflict, Value = conflict.Actual },
                AppendResult.ControlMoved moved => operation with { Outcome = Outcome.ControlMoved, Value = moved.Actual },
                _ => throw new InvalidOperationException($"An unknown result: {result}"),
            };
            history.Write(operation);
            return Believe(operation, count);
        }
        catch (JournalUnavailableException away)
        {
            history.Write(operation with { Ended = Stopwatch.GetTimestamp(), Outcome = away.OutcomeUnknown ? Outcome.Unknown : Outcome.Refused });
            await Task.Delay(TimeSpan.FromMilliseconds(20));
            return expected;
        }
    }

    private long Believe(Operation operation, int count)
    {
        var version = operation.Outcome switch
        {
            Outcome.Accepted => operation.Expected + count,
            Outcome.VersionConflict => operation.Value,
            _ => operation.Expected,
        };
        if (operation.Outcome == Outcome.ControlMoved)
            _control = operation.Value;
        else if (operation.Stream == Append.ControlStream)
            _control = version;
        return version;
    }

    private async Task ReadHeadAsync(string id)
    {
        var operation = new Operation(id, OperationKind.ReadHead, string.Empty, 0, null, null, Stopwatch.GetTimestamp());
        if (await TryReadAsync(() => journal.HeadAsync()) is { } head)
            history.Write(operation with { Ended = Stopwatch.GetTimestamp(), Outcome = Outcome.Read, Value = head });
    }

    private async Task<long> ReadStreamAsync(string id, string stream)
    {
        var operation = new Operation(id, OperationKind.ReadStream, stream, 0, null, null, Stopwatch.GetTimestamp());
        if (await TryReadAsync(async () => await journal.ReadStreamAsync(stream).CountAsync()) is not { } version)
            return 0;
        history.Write(operation with { Ended = Stopwatch.GetTimestamp(), Outcome = Outcome.Read, Value = version });
        return version;
    }

    /// <summary>A read that failed says nothing.</summary>
    private static async Task<long?> TryReadAsync(Func<Task<long>> read)
    {
        try
        {
            return await read();
        }
        catch (JournalUnavailableException)
        {
            return null;
        }
    }

    private async Task SubscribeAsync(bool late, CancellationToken ct)
    {
        var n = 0;
        try
        {
            await foreach (var stored in journal.SubscribeAsync(0, ct))
            {
                // A flawed reader: now and then it goes on without what it was just given.
                if (late && stored.Position % 37 == 0)
                    continue;
                var now = Stopwatch.GetTimestamp();
                history.Write(new Operation($"{node}-seen-{n++}", OperationKind.Seen, stored.Stream, 0, null, null, now) { Ended = now, Outcome = Outcome.Read, Value = stored.Position });
                _seen = stored.Position;
                if (_seen >= _target)
                    return;
            }
        }
        catch (OperationCanceledException)
        {
            // What is missing is for the checker to say.
        }
    }
}
