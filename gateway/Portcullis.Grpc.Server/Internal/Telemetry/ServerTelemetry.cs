using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Grpc.Core;
using Grpc.Core.Internal;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Server.Internal.Telemetry;

/// <summary>
/// Metrics of calls under gRPC's official names, and tags on the span that ASP.NET Core starts for the request. They cost a branch while
/// nobody listens.
/// </summary>
internal static class ServerTelemetry
{
    private static readonly Meter s_meter = new("Grpc.AspNetCore.Server");

    private static readonly Counter<long> s_started =
        s_meter.CreateCounter<long>("grpc.server.call.started", "{call}", "Calls started, including unfinished ones.");

    private static readonly Histogram<double> s_duration =
        s_meter.CreateHistogram<double>("grpc.server.call.duration", "s", "Time from a call's head to its status.");

    private static readonly Histogram<long> s_sent =
        s_meter.CreateHistogram<long>("grpc.server.call.sent_total_compressed_message_size", "By", "Bytes of messages sent by a call.");

    private static readonly Histogram<long> s_received =
        s_meter.CreateHistogram<long>("grpc.server.call.rcvd_total_compressed_message_size", "By", "Bytes of messages received by a call.");

    static ServerTelemetry() =>
        // gRPC names no instrument for calls under way; this one says what the event counter current-calls says.
        s_meter.CreateObservableUpDownCounter("grpc.server.call.active", () => GrpcEventSource.Log.Counters.Current, "{call}", "Calls under way.");

    public static void Started(string method)
    {
        GrpcEventSource.Log.Counters.Started();
        if (s_started.Enabled)
            s_started.Add(1, new KeyValuePair<string, object?>("grpc.method", MetricName(method)));
    }

    public static void Ended(HttpContext http, string method, Status status, TimeSpan duration, long sent, long received)
    {
        GrpcEventSource.Log.Counters.Ended(status.StatusCode);
        if (s_duration.Enabled || s_sent.Enabled || s_received.Enabled)
        {
            TagList tags = [new("grpc.method", MetricName(method)), new("grpc.status", StatusNames.Of(status.StatusCode))];
            s_duration.Record(duration.TotalSeconds, tags);
            s_sent.Record(sent, tags);
            s_received.Record(received, tags);
        }

        if (Activity.Current is null || http.Features.Get<IHttpActivityFeature>()?.Activity is not { } activity)
            return;
        activity.SetTag("grpc.method", method);
        activity.SetTag("grpc.status_code", ((int)status.StatusCode).ToString(CultureInfo.InvariantCulture));
        if (status.StatusCode != StatusCode.OK)
            activity.SetStatus(ActivityStatusCode.Error, status.Detail);
    }

    private static string MetricName(string method) => method[1..];
}
