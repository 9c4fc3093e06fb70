using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Grpc.Core;
using Grpc.Core.Internal;

namespace Grpc.Net.Client.Internal.Telemetry;

/// <summary>Spans and metrics of calls, under gRPC's official names. They cost a branch while nobody listens.</summary>
internal static class ClientTelemetry
{
    private const string Name = "Grpc.Net.Client";

    private static readonly ActivitySource s_activities = new(Name);
    private static readonly Meter s_meter = new(Name);

    private static readonly Counter<long> s_attempts =
        s_meter.CreateCounter<long>("grpc.client.attempt.started", "{attempt}", "Attempts started, including unfinished ones.");

    private static readonly Histogram<double> s_attemptDuration =
        s_meter.CreateHistogram<double>("grpc.client.attempt.duration", "s", "Time from an attempt's start to its status.");

    private static readonly Histogram<long> s_sent =
        s_meter.CreateHistogram<long>("grpc.client.attempt.sent_total_compressed_message_size", "By", "Bytes of messages sent by an attempt.");

    private static readonly Histogram<long> s_received =
        s_meter.CreateHistogram<long>("grpc.client.attempt.rcvd_total_compressed_message_size", "By", "Bytes of messages received by an attempt.");

    private static readonly Histogram<double> s_callDuration =
        s_meter.CreateHistogram<double>("grpc.client.call.duration", "s", "Time from a call's start to its status, over all its attempts.");

    /// <summary>Starts the span of an attempt; null while nobody listens. It is not made current: the caller's code is no part of it.</summary>
    public static Activity? StartActivity(CallMethod method)
    {
        if (!s_activities.HasListeners())
            return null;
        var caller = Activity.Current;
        var activity = s_activities.StartActivity("Grpc.Net.Client.GrpcOut", ActivityKind.Client);
        Activity.Current = caller;
        activity?.SetTag("grpc.method", method.Method.FullName);
        return activity;
    }

    /// <summary>Writes W3C trace context into a request, unless the caller has done so.</summary>
    public static void Inject(Activity? span, HttpRequestMessage request)
    {
        if ((span ?? Activity.Current) is not { } activity)
            return;
        DistributedContextPropagator.Current.Inject(activity, request, static (carrier, name, value) =>
        {
            var headers = ((HttpRequestMessage)carrier!).Headers;
            if (!headers.Contains(name))
                headers.TryAddWithoutValidation(name, value);
        });
    }

    public static void AttemptStarted(CallMethod method, string target)
    {
        GrpcEventSource.Log.Counters.Started();
        if (s_attempts.Enabled)
            s_attempts.Add(1, new("grpc.method", method.MetricName), new("grpc.target", target));
    }

    public static void AttemptEnded(CallMethod method, string target, Status status, TimeSpan duration, long sent, long received, Activity? activity)
    {
        GrpcEventSource.Log.Counters.Ended(status.StatusCode);
        if (s_attemptDuration.Enabled || s_sent.Enabled || s_received.Enabled)
        {
            var tags = Tags(method, target, status);
            s_attemptDuration.Record(duration.TotalSeconds, tags);
            s_sent.Record(sent, tags);
            s_received.Record(received, tags);
        }

        if (activity is null)
            return;
        activity.SetTag("grpc.status_code", ((int)status.StatusCode).ToString(CultureInfo.InvariantCulture));
        if (status.StatusCode != StatusCode.OK)
            activity.SetStatus(ActivityStatusCode.Error, status.Detail);
        var current = Activity.Current;
        activity.Dispose();
        Activity.Current = current;
    }

    public static void CallEnded(CallMethod method, string target, Status status, TimeSpan duration)
    {
        if (s_callDuration.Enabled)
            s_callDuration.Record(duration.TotalSeconds, Tags(method, target, status));
    }

    private static TagList Tags(CallMethod method, string target, Status status) =>
        [new("grpc.method", method.MetricName), new("grpc.target", target), new("grpc.status", StatusNames.Of(status.StatusCode))];
}
