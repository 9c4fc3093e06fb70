using System.Diagnostics.Metrics;

namespace Portcullis.Journal.Postgres;

/// <summary>The journal's meter, "Portcullis.Journal": what is written, how it is batched, how long a commit takes, what waits, and who holds the outbox lock.</summary>
internal sealed class JournalMetrics : IDisposable
{
    public const string MeterName = "Portcullis.Journal";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _events;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _losses;
    private readonly Histogram<int> _batchSize;
    private readonly Histogram<int> _batchAppends;
    private readonly Histogram<double> _commit;
    private readonly KeyValuePair<string, object?> _schema;

    public JournalMetrics(SchemaName schema, Func<int> queued, Func<double> durableMs)
    {
        _schema = new("schema", schema.ToString());
        _events = _meter.CreateCounter<long>("portcullis.journal.events", "{event}", "Events made durable.");
        _refusals = _meter.CreateCounter<long>("portcullis.journal.refusals", "{append}", "Appends refused, by reason.");
        _losses = _meter.CreateCounter<long>("portcullis.journal.lost_connections", "{connection}", "Commits whose outcome was unknown.");
        _batchSize = _meter.CreateHistogram<int>("portcullis.journal.batch_events", "{event}", "Events per transaction.");
        _batchAppends = _meter.CreateHistogram<int>("portcullis.journal.batch_appends", "{append}", "Appends per transaction, refused ones included.");
        _commit = _meter.CreateHistogram<double>("portcullis.journal.commit_duration", "ms", "From sending a batch to its durable answer.");
        _meter.CreateObservableGauge("portcullis.journal.queued", () => new Measurement<int>(queued(), _schema), "{append}", "Appends that wait for the writer.");
        _meter.CreateObservableGauge("portcullis.journal.durable_write", () => new Measurement<double>(durableMs(), _schema), "ms", "The smallest durable commit, measured twice a minute.");
    }

    /// <summary>Of each node: which one holds the shard's outbox lock, by which takeover, how fresh its lease is, and what it watches over.</summary>
    public void Tell(OutboxLock outbox)
    {
        _meter.CreateObservableGauge("portcullis.journal.outbox_held", () => new Measurement<int>(outbox.IsHeld ? 1 : 0, _schema), "{lock}", "1 on the node that resumes what others leave undone, 0 on all others.");
        _meter.CreateObservableGauge("portcullis.journal.outbox_epoch", () => new Measurement<long>(outbox.Epoch, _schema), "{takeover}", "The takeover by which this node holds the outbox lock; 0 while it does not.");
        _meter.CreateObservableGauge("portcullis.journal.outbox_lease_age", () => LeaseAge(outbox), "s", "Since the server last heard of the holder's hold; told by the holder alone.");
        _meter.CreateObservableGauge("portcullis.journal.outbox_streams", () => new Measurement<int>(outbox.Watched, _schema), "{stream}", "Streams with something under way that the holder watches over; 0 on all other nodes.");
    }

    private IEnumerable<Measurement<double>> LeaseAge(OutboxLock outbox) => outbox.LeaseAge is { } age ? [new(age.TotalSeconds, _schema)] : [];

    public void Committed(AppendResult[] results, TimeSpan duration)
    {
        var durable = 0L;
        foreach (var result in results)
        {
            if (result is AppendResult.Accepted accepted)
                durable += accepted.LastPosition - accepted.FirstPosition + 1;
            else
                _refusals.Add(1, _schema, new("reason", result.GetType().Name));
        }

        _events.Add(durable, _schema);
        _batchSize.Record((int)durable, _schema);
        _batchAppends.Record(results.Length, _schema);
        _commit.Record(duration.TotalMilliseconds, _schema);
    }

    public void Lost() => _losses.Add(1, _schema);

    public void Dispose() => _meter.Dispose();
}
