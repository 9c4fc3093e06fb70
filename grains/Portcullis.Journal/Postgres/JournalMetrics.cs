using System.Diagnostics.Metrics;

namespace Portcullis.Journal.Postgres;

/// <summary>The journal's meter, "Portcullis.Journal": what is written, how it is batched, how long a commit takes, what waits.</summary>
internal sealed class JournalMetrics : IDisposable
{
    public const string MeterName = "Portcullis.Journal";

    private readonly Meter meter = new(MeterName);
    private readonly Counter<long> events;
    private readonly Counter<long> refusals;
    private readonly Counter<long> losses;
    private readonly Histogram<int> batchSize;
    private readonly Histogram<int> batchAppends;
    private readonly Histogram<double> commit;
    private readonly KeyValuePair<string, object?> schema;

    public JournalMetrics(SchemaName schema, Func<int> queued, Func<double> durableMs)
    {
        this.schema = new("schema", schema.ToString());
        events = meter.CreateCounter<long>("portcullis.journal.events", "{event}", "Events made durable.");
        refusals = meter.CreateCounter<long>("portcullis.journal.refusals", "{append}", "Appends refused, by reason.");
        losses = meter.CreateCounter<long>("portcullis.journal.lost_connections", "{connection}", "Commits whose outcome was unknown.");
        batchSize = meter.CreateHistogram<int>("portcullis.journal.batch_events", "{event}", "Events per transaction.");
        batchAppends = meter.CreateHistogram<int>("portcullis.journal.batch_appends", "{append}", "Appends per transaction, refused ones included.");
        commit = meter.CreateHistogram<double>("portcullis.journal.commit_duration", "ms", "From sending a batch to its durable answer.");
        meter.CreateObservableGauge("portcullis.journal.queued", () => new Measurement<int>(queued(), this.schema), "{append}", "Appends that wait for the writer.");
        meter.CreateObservableGauge("portcullis.journal.durable_write", () => new Measurement<double>(durableMs(), this.schema), "ms", "The smallest durable commit, measured twice a minute.");
    }

    public void Committed(AppendResult[] results, TimeSpan duration)
    {
        var durable = 0L;
        foreach (var result in results)
        {
            if (result is AppendResult.Accepted accepted)
                durable += accepted.LastPosition - accepted.FirstPosition + 1;
            else
                refusals.Add(1, schema, new("reason", result.GetType().Name));
        }

        events.Add(durable, schema);
        batchSize.Record((int)durable, schema);
        batchAppends.Record(results.Length, schema);
        commit.Record(duration.TotalMilliseconds, schema);
    }

    public void Lost() => losses.Add(1, schema);

    public void Dispose() => meter.Dispose();
}
