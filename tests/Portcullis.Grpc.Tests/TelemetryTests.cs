using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using Grpc.Core;
using Grpc.Testing;
using Microsoft.Extensions.Logging;
using Portcullis.Grpc.Tests.Hosting;
using Tags = System.Collections.Generic.Dictionary<string, object?>;

namespace Portcullis.Grpc.Tests;

public sealed class TelemetryTests
{
    [Fact]
    public async Task Both_halves_measure_a_call_under_the_official_names_and_tags()
    {
        var measured = new ConcurrentQueue<(string Name, double Value, Tags Tags)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name is "Grpc.Net.Client" or "Grpc.AspNetCore.Server")
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => measured.Enqueue((instrument.Name, value, new Tags(tags.ToArray()))));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => measured.Enqueue((instrument.Name, value, new Tags(tags.ToArray()))));
        listener.Start();
        string target;
        await using (var host = await GrpcHost.ServeAsync(new ScriptedService
        {
            ClientStream = async (requests, _) =>
            {
                while (await requests.MoveNext(CancellationToken.None))
                    continue;
                throw new RpcException(new Status(StatusCode.DataLoss, ""));
            },
        }))
        {
            target = host.Channel.Target;
            using var call = host.Client.StreamingInputCall(cancellationToken: Now.Cancellation);
            await call.RequestStream.WriteAsync(new StreamingInputCallRequest { Payload = ScriptedService.Bytes(100) }, Now.Cancellation);
            await call.RequestStream.CompleteAsync();
            await Now.FailsAsync(() => call.ResponseAsync);
        }

        (double Value, Tags Tags) Client(string name) => Find(name, tags => (string?)tags["grpc.target"] == target);
        (double Value, Tags Tags) Server(string name) => Find(name, tags => (string?)tags.GetValueOrDefault("grpc.status", "DATA_LOSS") == "DATA_LOSS");
        (double Value, Tags Tags) Find(string name, Func<Tags, bool> mine)
        {
            var found = measured.First(each => each.Name == name && (string?)each.Tags["grpc.method"] == "grpc.testing.TestService/StreamingInputCall" && mine(each.Tags));
            return (found.Value, found.Tags);
        }

        Client("grpc.client.attempt.started").Value.ShouldBe(1);
        Client("grpc.client.attempt.sent_total_compressed_message_size").Value.ShouldBe(104);
        Client("grpc.client.attempt.rcvd_total_compressed_message_size").Value.ShouldBe(0);
        Client("grpc.client.attempt.duration").Tags["grpc.status"].ShouldBe("DATA_LOSS");
        Client("grpc.client.call.duration").Tags["grpc.status"].ShouldBe("DATA_LOSS");
        Server("grpc.server.call.started").Value.ShouldBe(1);
        Server("grpc.server.call.rcvd_total_compressed_message_size").Value.ShouldBe(104);
        Server("grpc.server.call.sent_total_compressed_message_size").Value.ShouldBe(0);
        Server("grpc.server.call.duration").Value.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Calls_under_way_are_counted_while_they_run()
    {
        var (started, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var host = await GrpcHost.ServeAsync(new ScriptedService
        {
            Unary = async (_, _) =>
            {
                started.SetResult();
                await release.Task;
                return new SimpleResponse();
            },
        });
        long active = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "grpc.server.call.active")
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => active = value);
        listener.Start();
        var call = host.Client.UnaryCallAsync(new SimpleRequest(), cancellationToken: Now.Cancellation);
        await started.Task.WaitAsync(Now.Cancellation);

        listener.RecordObservableInstruments();

        active.ShouldBeGreaterThanOrEqualTo(1, "other tests may run calls of their own");
        release.SetResult();
        await call;
    }

    [Fact]
    public async Task A_trace_goes_from_the_caller_through_the_client_to_the_server()
    {
        var stopped = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Grpc.Net.Client" or "Microsoft.AspNetCore" or "Tests",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("Tests");
        ActivityTraceId trace;
        await using (var host = await GrpcHost.ServeAsync(new ScriptedService
        {
            Unary = (_, _) => throw new RpcException(new Status(StatusCode.NotFound, "")),
        }))
        {
            using var caller = source.StartActivity("caller")!;
            trace = caller.TraceId;
            await Now.FailsAsync(() => host.Client.UnaryCallAsync(new SimpleRequest(), cancellationToken: Now.Cancellation).ResponseAsync);
            Activity.Current.ShouldBe(caller);
        }

        var mine = stopped.Where(activity => activity.TraceId == trace).ToList();
        var client = mine.Single(activity => activity.OperationName == "Grpc.Net.Client.GrpcOut");
        var server = mine.Single(activity => activity.OperationName == "Microsoft.AspNetCore.Hosting.HttpRequestIn");
        client.ParentSpanId.ShouldBe(mine.Single(activity => activity.OperationName == "caller").SpanId);
        server.ParentSpanId.ShouldBe(client.SpanId);
        foreach (var span in new[] { client, server })
        {
            span.GetTagItem("grpc.method").ShouldBe("/grpc.testing.TestService/UnaryCall");
            span.GetTagItem("grpc.status_code").ShouldBe("5");
        }
    }

    [Theory]
    [InlineData("Grpc.Net.Client", false)]
    [InlineData("Grpc.AspNetCore.Server", true)]
    public async Task Event_counters_are_published(string source, bool server)
    {
        await using var host = await GrpcHost.ServeAsync(new ScriptedService());
        await host.Client.UnaryCallAsync(new SimpleRequest(), cancellationToken: Now.Cancellation);
        using var listener = new CounterListener(source);

        var names = await listener.NamesAsync(server ? 7 : 6).WaitAsync(Now.Cancellation);

        string[] expected = ["total-calls", "current-calls", "calls-failed", "calls-deadline-exceeded", "messages-sent", "messages-received"];
        names.ShouldBe(server ? [.. expected, "calls-unimplemented"] : expected, ignoreOrder: true);
    }

    [Fact]
    public async Task Calls_are_logged_by_the_client()
    {
        using var log = new RecordedLog();
        using var loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(log));
        await using var host = await GrpcHost.ServeAsync(new ScriptedService { Unary = (_, _) => throw new RpcException(new Status(StatusCode.NotFound, "gone")) });
        using var channel = host.NewChannel(options => options.LoggerFactory = loggers);

        await Now.FailsAsync(() => new TestService.TestServiceClient(channel).UnaryCallAsync(new SimpleRequest(), cancellationToken: Now.Cancellation).ResponseAsync);

        log.Entries.Select(entry => entry.Event.Name).ShouldBe(["StartingCall", "GrpcStatusError", "FinishedCall"]);
        log.Entries.ShouldAllBe(entry => entry.Category == "Grpc.Net.Client.Internal.GrpcCall");
        host.Log.Entries.ShouldContain(entry => entry.Category == "Grpc.AspNetCore.Server.ServerCallHandler" && entry.Event.Name == "RpcConnectionError");
    }

    private sealed class CounterListener(string source) : EventListener
    {
        private readonly HashSet<string> _names = [];
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _expected = int.MaxValue;

        public async Task<IReadOnlySet<string>> NamesAsync(int expected)
        {
            Volatile.Write(ref _expected, expected);
            foreach (var each in EventSource.GetSources().Where(each => each.Name == source))
                EnableEvents(each, EventLevel.LogAlways, EventKeywords.All, new Dictionary<string, string?> { ["EventCounterIntervalSec"] = "0.1" });
            await _all.Task;
            return _names;
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventSource.Name != source || eventData.EventName != "EventCounters" || eventData.Payload?[0] is not IDictionary<string, object> counter)
                return;
            _names.Add((string)counter["Name"]);
            if (_names.Count >= Volatile.Read(ref _expected))
                _all.TrySetResult();
        }
    }
}
