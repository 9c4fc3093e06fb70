using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Portcullis.Testing;

namespace Portcullis.Journal.Tests.Postgres;

/// <summary>What an operator's collector hears of the meter "Portcullis.Journal".</summary>
public sealed class MetricsTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_batches_commits_refusals_the_durable_write_and_the_outbox_lock_are_told()
    {
        var told = new ConcurrentDictionary<string, ConcurrentBag<double>>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, hearing) =>
        {
            if (instrument.Meter.Name == "Portcullis.Journal")
                hearing.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.Start();

        var options = new PostgresJournalOptions { ConnectionString = await postgres.CreateDatabaseAsync(Ct), Schema = "measured" };
        await using var journal = await PostgresJournal.OpenAsync(options, TimeProvider.System, ct: Ct);
        await using var other = await PostgresJournal.OpenAsync(options, TimeProvider.System, ct: Ct);
        await journal.Outbox.StartAsync(Ct);
        await other.Outbox.StartAsync(Ct);
        await journal.Outbox.ReadMarkAsync(Ct);
        await journal.Outbox.WriteMarkAsync(new OutboxMark(1, ["account-a", "account-b"]), Ct);
        await journal.AppendAsync(Given.Append("account-a", 0, events: 3), Ct);
        await journal.AppendAsync(Given.Append("account-a", 9), Ct);
        listener.RecordObservableInstruments();

        told["portcullis.journal.events"].Sum().ShouldBe(3);
        told["portcullis.journal.batch_events"].Max().ShouldBe(3);
        told["portcullis.journal.batch_appends"].Count.ShouldBe(2);
        told["portcullis.journal.commit_duration"].ShouldAllBe(ms => ms > 0);
        told["portcullis.journal.refusals"].Sum().ShouldBe(1);
        told["portcullis.journal.durable_write"].ShouldAllBe(ms => ms > 0);
        told["portcullis.journal.queued"].ShouldAllBe(waiting => waiting == 0);
        told["portcullis.journal.outbox_held"].ShouldBe([1, 0], ignoreOrder: true);
        told["portcullis.journal.outbox_epoch"].ShouldBe([1, 0], ignoreOrder: true);
        told["portcullis.journal.outbox_lease_age"].ShouldHaveSingleItem().ShouldBeGreaterThan(0);
        told["portcullis.journal.outbox_streams"].ShouldBe([2, 0], ignoreOrder: true);
        journal.DurableWriteMs.ShouldBeGreaterThan(0);

        void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                if (tag is { Key: "schema", Value: "measured" })
                    told.GetOrAdd(instrument.Name, _ => []).Add(value);
            }
        }
    }
}
