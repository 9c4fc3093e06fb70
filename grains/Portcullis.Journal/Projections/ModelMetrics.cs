using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Portcullis.Journal.Projections;

/// <summary>What read models add to the journal's meter: how far each is behind, what its steps cost, what it goes on without, and whether one has stopped.</summary>
internal static class ModelMetrics
{
    private static readonly Meter Meter = new(Postgres.JournalMetrics.MeterName);
    private static readonly ConcurrentDictionary<string, (long Behind, long Aside)> Models = new(StringComparer.Ordinal);
    private static readonly Counter<long> Events = Meter.CreateCounter<long>("portcullis.journal.model_events", "{event}", "Events folded into read models.");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("portcullis.journal.model_step_duration", "ms", "One batch of events folded into a read model.");
    private static readonly Counter<long> Stops = Meter.CreateCounter<long>("portcullis.journal.model_stops", "{stop}", "Read models that go on no longer.");

#pragma warning disable IDE0052 // A gauge that is asked must be kept.
    private static readonly ObservableGauge<long> Lag = Meter.CreateObservableGauge(
        "portcullis.journal.model_lag", static () => Models.Select(model => new Measurement<long>(model.Value.Behind, Tag(model.Key))), "{event}", "Events that the serving build of a read model does not hold yet.");

    private static readonly ObservableGauge<long> Aside = Meter.CreateObservableGauge(
        "portcullis.journal.model_aside", static () => Models.Select(model => new Measurement<long>(model.Value.Aside, Tag(model.Key))), "{event}", "Events that the serving build of a read model goes on without, because it can't fold them.");
#pragma warning restore IDE0052

    public static void Seen(ModelBuild serving) => Models[serving.Name] = (serving.Behind ?? 0, serving.Aside);

    public static void Folded(string model, int events, TimeSpan duration)
    {
        if (events == 0)
            return;
        Events.Add(events, Tag(model));
        Duration.Record(duration.TotalMilliseconds, Tag(model));
    }

    public static void Stopped(string model) => Stops.Add(1, Tag(model));

    private static KeyValuePair<string, object?> Tag(string model) => new("model", model);
}
