using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Portcullis.Domain;
using Portcullis.Domain.Accounts;
using Portcullis.Grains;
using Portcullis.Journal;
using Portcullis.Reports.Folding;

namespace Portcullis.Reports.Tests;

/// <summary>Random histories of several accounts in a journal, in turns, with what other programs leave there.</summary>
internal static partial class RecordedHistory
{
    private static readonly string[] Names = ["a", "b", "c"];

    public static async Task WriteAsync(IJournal journal, Random chance, int rounds, CancellationToken ct, int steps = 80, string prefix = "")
    {
        for (var round = 0; round < rounds; round++)
        {
            foreach (var name in Names.Select(name => prefix + (round == 0 ? name : $"{name}{round}")))
            {
                var version = 0L;
                var events = History.Random(chance, steps: steps).Select(happened => Renamed(happened, name)).ToImmutableArray();
                var newer = new EventData("order_dreamt_of", """{"orderId":"x"}"""u8.ToArray());
                foreach (var some in events.Insert(chance.Next(events.Length), newer).Chunk(1 + chance.Next(20)))
                {
                    await journal.AppendAsync(new Append(Streams.AccountPrefix + name, version, [.. some], DateTimeOffset.UnixEpoch), ct);
                    version += some.Length;
                }
            }

            await journal.AppendAsync(new Append($"{prefix}elsewhere", round, [new EventData("order_decided", """{"not":"ours"}"""u8.ToArray())], DateTimeOffset.UnixEpoch), ct);
        }
    }

    /// <summary>What the model makes of all that is in the journal, in memory.</summary>
    public static async Task<ReportRows> FoldAsync(IJournal journal, CancellationToken ct, string except = "")
    {
        var rows = new ReportRows();
        var fold = new ReportFold(rows);
        await foreach (var stored in journal.ReadAllAsync(ct: ct))
        {
            if (stored.Stream != except && Streams.AccountOf(stored.Stream) is { } account && EventCatalog.Read(stored.Type, stored.Json.Span) is IAccountEvent happened)
                fold.Fold(account.Value, stored.Position, happened);
        }

        return rows;
    }

    // Orders are called after their account.
    private static EventData Renamed(IAccountEvent happened, string account) =>
        new(EventCatalog.NameOf(happened), Encoding.UTF8.GetBytes(OrderName().Replace(Encoding.UTF8.GetString(EventCatalog.Write(happened)), $"\"{account}-$1")));

    [GeneratedRegex("\"a-(\\d)")]
    private static partial Regex OrderName();
}
