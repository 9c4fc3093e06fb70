using System.Collections.Concurrent;
using System.Globalization;
using Portcullis.Testing;

namespace Portcullis.Journal.Tests.Postgres;

/// <summary>A primary with a synchronous standby: the primary dies under load and the standby takes its place.</summary>
public sealed class FailoverTests : IAsyncLifetime
{
    private const int Producers = 8;
    private const int BeforeTheFall = 300;
    private const int InAll = 600;

    private readonly string _folder = TestFolder.NewPath("portcullis-primary-");
    private PrivatePostgres _primary = null!;
    private StandbyPair _pair = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _primary = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataFolder = _folder }, Ct);
        _pair = await StandbyPair.FollowAsync(_primary, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _pair.DisposeAsync();
        await _primary.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_promoted_standby_has_every_acknowledged_append_once_and_the_journal_goes_on_by_itself()
    {
        var options = new PostgresJournalOptions { ConnectionString = _pair.ConnectionStringTo("portcullis"), ReconnectPause = TimeSpan.FromMilliseconds(50) };
        await using var journal = await PostgresJournal.OpenAsync(options, TimeProvider.System, ct: Ct);
        var acknowledged = new ConcurrentDictionary<string, AppendResult.Accepted>();
        var seen = CollectAsync(journal);

        var producers = Enumerable.Range(0, Producers).Select(n => Task.Run(() => ProduceAsync(journal, $"account-{n}", acknowledged), Ct)).ToList();
        await Wait.UntilAsync(() => Task.FromResult(acknowledged.Count >= BeforeTheFall || producers.Any(producer => producer.IsFaulted)), Ct);
        await _pair.FailOverAsync();
        await Task.WhenAll(producers);

        acknowledged.Count.ShouldBeGreaterThanOrEqualTo(InAll);
        var keys = new List<string>();
        foreach (var (key, accepted) in acknowledged)
        {
            var first = (await journal.FindByKeyAsync(key.Split(':')[0], key, Ct)).ShouldNotBeNull($"{key} was acknowledged");
            first.Position.ShouldBe(accepted.FirstPosition);
            keys.Add(key);
        }

        keys.ShouldBeUnique();
        (await journal.VerifyAsync(new VerifyRequest(), null, Ct)).Findings.ShouldBeEmpty();
        var head = await journal.HeadAsync(Ct);
        (await journal.ReadAllAsync(ct: Ct).Select(stored => Given.Text(stored)).ToListAsync(Ct)).ShouldBeUnique();

        await journal.AppendAsync(Given.Append("the-end", 0), Ct);
        (await seen).ShouldBe(Enumerable.Range(1, (int)head + 1).Select(n => (long)n));
    }

    /// <summary>As a gateway does: a lost answer is settled by asking for its key, and what was not written is written again.</summary>
    private static async Task ProduceAsync(PostgresJournal journal, string stream, ConcurrentDictionary<string, AppendResult.Accepted> acknowledged)
    {
        var version = 0L;
        for (var n = 0; acknowledged.Count < InAll; n++)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"{stream}:{n}");
            while (await TryAsync(journal, stream, version, key) is var result)
            {
                if (result is AppendResult.Accepted accepted)
                    acknowledged[key] = accepted;
                else if (result is not AppendResult.KeyTaken)
                    continue;
                version++;
                break;
            }
        }
    }

    private static async Task<AppendResult?> TryAsync(PostgresJournal journal, string stream, long version, string key)
    {
        try
        {
            var body = Given.Body($$"""{"key":"{{key}}"}""");
            return await journal.AppendAsync(new Append(stream, version, body, Given.Noon) { Key = key }, Ct);
        }
        catch (JournalUnavailableException)
        {
            await Wait.UntilAsync(() => Task.FromResult(journal.IsAvailable), Ct);
            return null;
        }
    }

    private static async Task<List<long>> CollectAsync(PostgresJournal journal)
    {
        var positions = new List<long>();
        await foreach (var stored in journal.SubscribeAsync(0, Ct))
        {
            positions.Add(stored.Position);
            if (stored.Stream == "the-end")
                break;
        }

        return positions;
    }
}
