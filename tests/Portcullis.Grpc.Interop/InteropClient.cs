using Google.Protobuf;
using Grpc.Core;

namespace Grpc.Testing;

/// <summary>The official interoperability cases that need no cloud, as a client. A case that fails throws.</summary>
public sealed class InteropClient(ChannelBase channel)
{
    private static readonly int[] _s_requestSizes = [27_182, 8, 1_828, 45_904];
    private static readonly int[] _s_responseSizes = [31_415, 9, 2_653, 58_979];
    private const string SpecialMessage = "\t\ntest with whitespace\r\nand Unicode BMP \u263A and non-BMP \U0001F608\t\n";

    private readonly TestService.TestServiceClient _client = new(channel);

    public static IReadOnlyDictionary<string, Func<InteropClient, Task>> Cases { get; } = new Dictionary<string, Func<InteropClient, Task>>
    {
        ["empty_unary"] = client => client.EmptyUnaryAsync(),
        ["large_unary"] = client => client.LargeUnaryAsync(),
        ["client_streaming"] = client => client.ClientStreamingAsync(),
        ["server_streaming"] = client => client.ServerStreamingAsync(),
        ["ping_pong"] = client => client.PingPongAsync(),
        ["empty_stream"] = client => client.EmptyStreamAsync(),
        ["custom_metadata"] = client => client.CustomMetadataAsync(),
        ["status_code_and_message"] = client => client.StatusCodeAndMessageAsync("test status message"),
        ["special_status_message"] = client => client.SpecialStatusMessageAsync(),
        ["unimplemented_method"] = client => client.UnimplementedMethodAsync(),
        ["unimplemented_service"] = client => client.UnimplementedServiceAsync(),
        ["cancel_after_begin"] = client => client.CancelAfterBeginAsync(),
        ["cancel_after_first_response"] = client => client.CancelAfterFirstResponseAsync(),
        ["timeout_on_sleeping_server"] = client => client.TimeoutOnSleepingServerAsync(),
        ["client_compressed_unary"] = client => client.ClientCompressedUnaryAsync(),
        ["server_compressed_unary"] = client => client.ServerCompressedUnaryAsync(),
    };

    private async Task EmptyUnaryAsync() => Expect(await _client.EmptyCallAsync(new Empty()), new Empty());

    private async Task LargeUnaryAsync() => Expect((await _client.UnaryCallAsync(Large())).Payload.Body.Length, 314_159);

    private async Task ClientStreamingAsync()
    {
        using var call = _client.StreamingInputCall();
        foreach (var size in _s_requestSizes)
            await call.RequestStream.WriteAsync(new StreamingInputCallRequest { Payload = Zeros(size) });
        await call.RequestStream.CompleteAsync();
        Expect((await call).AggregatedPayloadSize, 74_922);
    }

    private async Task ServerStreamingAsync()
    {
        using var call = _client.StreamingOutputCall(Asking(_s_responseSizes));
        foreach (var size in _s_responseSizes)
        {
            Expect(await call.ResponseStream.MoveNext(), true);
            Expect(call.ResponseStream.Current.Payload.Body.Length, size);
        }

        Expect(await call.ResponseStream.MoveNext(), false);
    }

    private async Task PingPongAsync()
    {
        using var call = _client.FullDuplexCall();
        for (var i = 0; i < _s_responseSizes.Length; i++)
        {
            var request = Asking(_s_responseSizes[i]);
            request.Payload = Zeros(_s_requestSizes[i]);
            await call.RequestStream.WriteAsync(request);
            Expect(await call.ResponseStream.MoveNext(), true);
            Expect(call.ResponseStream.Current.Payload.Body.Length, _s_responseSizes[i]);
        }

        await call.RequestStream.CompleteAsync();
        Expect(await call.ResponseStream.MoveNext(), false);
    }

    private async Task EmptyStreamAsync()
    {
        using var call = _client.FullDuplexCall();
        await call.RequestStream.CompleteAsync();
        Expect(await call.ResponseStream.MoveNext(), false);
    }

    private async Task CustomMetadataAsync()
    {
        var headers = new Metadata { { "x-grpc-test-echo-initial", "test_initial_metadata_value" }, { "x-grpc-test-echo-trailing-bin", [0xAB, 0xAB, 0xAB] } };
        using var unary = _client.UnaryCallAsync(Large(), headers);
        Expect((await unary.ResponseHeadersAsync).GetValue("x-grpc-test-echo-initial"), "test_initial_metadata_value");
        await unary;
        Expect(Convert.ToHexString(unary.GetTrailers().GetValueBytes("x-grpc-test-echo-trailing-bin")!), "ABABAB");

        using var duplex = _client.FullDuplexCall(headers);
        await duplex.RequestStream.WriteAsync(Asking(1));
        await duplex.RequestStream.CompleteAsync();
        Expect((await duplex.ResponseHeadersAsync).GetValue("x-grpc-test-echo-initial"), "test_initial_metadata_value");
        while (await duplex.ResponseStream.MoveNext())
            continue;
        Expect(Convert.ToHexString(duplex.GetTrailers().GetValueBytes("x-grpc-test-echo-trailing-bin")!), "ABABAB");
    }

    private async Task StatusCodeAndMessageAsync(string message)
    {
        var status = new EchoStatus { Code = 2, Message = message };
        Expect(await FailureAsync(async () => await _client.UnaryCallAsync(new SimpleRequest { ResponseStatus = status })), new Status(StatusCode.Unknown, message));
        using var call = _client.FullDuplexCall();
        await call.RequestStream.WriteAsync(new StreamingOutputCallRequest { ResponseStatus = status });
        await call.RequestStream.CompleteAsync();
        Expect(await FailureAsync(() => call.ResponseStream.MoveNext()), new Status(StatusCode.Unknown, message));
    }

    private async Task SpecialStatusMessageAsync()
    {
        var status = new EchoStatus { Code = 2, Message = SpecialMessage };
        Expect(await FailureAsync(async () => await _client.UnaryCallAsync(new SimpleRequest { ResponseStatus = status })), new Status(StatusCode.Unknown, SpecialMessage));
    }

    private async Task UnimplementedMethodAsync() =>
        Expect((await FailureAsync(async () => await _client.UnimplementedCallAsync(new Empty()))).StatusCode, StatusCode.Unimplemented);

    private async Task UnimplementedServiceAsync()
    {
        var stranger = new UnimplementedService.UnimplementedServiceClient(channel);
        Expect((await FailureAsync(async () => await stranger.UnimplementedCallAsync(new Empty()))).StatusCode, StatusCode.Unimplemented);
    }

    private async Task CancelAfterBeginAsync()
    {
        using var cancels = new CancellationTokenSource();
        using var call = _client.StreamingInputCall(cancellationToken: cancels.Token);
        await cancels.CancelAsync();
        Expect((await FailureAsync(async () => await call)).StatusCode, StatusCode.Cancelled);
    }

    private async Task CancelAfterFirstResponseAsync()
    {
        using var cancels = new CancellationTokenSource();
        using var call = _client.FullDuplexCall(cancellationToken: cancels.Token);
        await call.RequestStream.WriteAsync(Asking(31_415));
        Expect(await call.ResponseStream.MoveNext(), true);
        await cancels.CancelAsync();
        Expect((await FailureAsync(() => call.ResponseStream.MoveNext())).StatusCode, StatusCode.Cancelled);
    }

    private async Task TimeoutOnSleepingServerAsync()
    {
        using var call = _client.FullDuplexCall(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(1));
        Expect((await FailureAsync(() => call.ResponseStream.MoveNext())).StatusCode, StatusCode.DeadlineExceeded);
    }

    private async Task ClientCompressedUnaryAsync()
    {
        var probe = Large();
        probe.ExpectCompressed = new BoolValue { Value = true };
        Expect((await FailureAsync(async () => await _client.UnaryCallAsync(probe))).StatusCode, StatusCode.InvalidArgument);
        var compressed = await _client.UnaryCallAsync(probe, new Metadata { { "grpc-internal-encoding-request", "gzip" } });
        Expect(compressed.Payload.Body.Length, 314_159);
    }

    private async Task ServerCompressedUnaryAsync()
    {
        var request = Large();
        request.ResponseCompressed = new BoolValue { Value = true };
        Expect((await _client.UnaryCallAsync(request)).Payload.Body.Length, 314_159);
    }

    private static SimpleRequest Large() => new() { ResponseSize = 314_159, Payload = Zeros(271_828) };

    private static Payload Zeros(int size) => new() { Body = ByteString.CopyFrom(new byte[size]) };

    private static StreamingOutputCallRequest Asking(params int[] sizes)
    {
        var request = new StreamingOutputCallRequest();
        request.ResponseParameters.AddRange(sizes.Select(size => new ResponseParameters { Size = size }));
        return request;
    }

    private static async Task<Status> FailureAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (RpcException error)
        {
            return error.Status;
        }

        throw new InvalidOperationException("The call was expected to fail.");
    }

    private static void Expect<T>(T actual, T expected)
    {
        if (!EqualityComparer<T>.Default.Equals(actual, expected))
            throw new InvalidOperationException($"Expected {expected}, got {actual}.");
    }
}
