using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Testing;
using Shouldly;
using Xunit;

namespace Portcullis.Grpc.Tests;

public sealed class CallTypesTests : IAsyncLifetime
{
    private InteropHost _host = null!;
    private GrpcChannel _channel = null!;
    private TestService.TestServiceClient _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _host = await InteropHost.StartAsync(0);
        _channel = GrpcChannel.ForAddress(_host.Address);
        _client = new TestService.TestServiceClient(_channel);
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_unary_call_brings_back_its_response()
    {
        var response = await _client.UnaryCallAsync(new SimpleRequest { ResponseSize = 314_159, Payload = Bytes(271_828) }, cancellationToken: Cancellation);

        response.Payload.Body.Length.ShouldBe(314_159);
    }

    [Fact]
    public async Task A_server_stream_brings_its_responses_in_order()
    {
        using var call = _client.StreamingOutputCall(Sizes(31_415, 9, 2_653, 58_979), cancellationToken: Cancellation);

        (await ReadSizesAsync(call.ResponseStream)).ShouldBe([31_415, 9, 2_653, 58_979]);
        call.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
    }

    [Fact]
    public async Task A_client_stream_is_read_to_its_end()
    {
        using var call = _client.StreamingInputCall(cancellationToken: Cancellation);
        foreach (var size in new[] { 27_182, 8, 1_828, 45_904 })
            await call.RequestStream.WriteAsync(new StreamingInputCallRequest { Payload = Bytes(size) }, Cancellation);
        await call.RequestStream.CompleteAsync();

        (await call).AggregatedPayloadSize.ShouldBe(74_922);
    }

    [Fact]
    public async Task A_duplex_call_plays_ping_pong()
    {
        using var call = _client.FullDuplexCall(cancellationToken: Cancellation);
        foreach (var size in new[] { 31_415, 9, 2_653, 58_979 })
        {
            await call.RequestStream.WriteAsync(Sizes(size), Cancellation);
            (await call.ResponseStream.MoveNext(Cancellation)).ShouldBeTrue();
            call.ResponseStream.Current.Payload.Body.Length.ShouldBe(size);
        }

        await call.RequestStream.CompleteAsync();
        (await call.ResponseStream.MoveNext(Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task Metadata_travels_both_ways()
    {
        var headers = new Metadata { { "x-grpc-test-echo-initial", "value" }, { "x-grpc-test-echo-trailing-bin", [0xab, 0xab, 0xab] } };
        using var call = _client.UnaryCallAsync(new SimpleRequest(), headers, cancellationToken: Cancellation);

        (await call.ResponseHeadersAsync).GetValue("x-grpc-test-echo-initial").ShouldBe("value");
        await call;
        call.GetTrailers().GetValueBytes("x-grpc-test-echo-trailing-bin").ShouldBe([0xab, 0xab, 0xab]);
    }

    [Fact]
    public async Task A_status_arrives_with_code_and_message()
    {
        const string message = "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n";
        var request = new SimpleRequest { ResponseStatus = new EchoStatus { Code = 2, Message = message } };

        var error = await Should.ThrowAsync<RpcException>(async () => await _client.UnaryCallAsync(request, cancellationToken: Cancellation));

        error.Status.ShouldBe(new Status(StatusCode.Unknown, message));
    }

    [Fact]
    public async Task A_deadline_ends_a_slow_call()
    {
        using var call = _client.FullDuplexCall(deadline: DateTime.UtcNow.AddMilliseconds(50), cancellationToken: Cancellation);

        var error = await Should.ThrowAsync<RpcException>(() => call.ResponseStream.MoveNext(Cancellation));

        error.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
        await _host.Running.NoneAsync().WaitAsync(Cancellation);
    }

    [Fact]
    public async Task A_cancelled_call_reaches_its_handler()
    {
        using var cancels = new CancellationTokenSource();
        using var call = _client.FullDuplexCall(cancellationToken: cancels.Token);
        await call.RequestStream.WriteAsync(Sizes(1), Cancellation);
        await call.ResponseStream.MoveNext(Cancellation);

        await cancels.CancelAsync();

        var error = await Should.ThrowAsync<RpcException>(() => call.ResponseStream.MoveNext(Cancellation));
        error.StatusCode.ShouldBe(StatusCode.Cancelled);
        await _host.Running.NoneAsync().WaitAsync(Cancellation);
    }

    [Fact]
    public async Task What_no_service_has_is_unimplemented()
    {
        var stranger = new UnimplementedService.UnimplementedServiceClient(_channel);

        (await Should.ThrowAsync<RpcException>(async () => await stranger.UnimplementedCallAsync(new Empty(), cancellationToken: Cancellation)))
            .StatusCode.ShouldBe(StatusCode.Unimplemented);
        (await Should.ThrowAsync<RpcException>(async () => await _client.UnimplementedCallAsync(new Empty(), cancellationToken: Cancellation)))
            .StatusCode.ShouldBe(StatusCode.Unimplemented);
    }

    private static Payload Bytes(int size) => new() { Body = ByteString.CopyFrom(new byte[size]) };

    private static StreamingOutputCallRequest Sizes(params int[] sizes)
    {
        var request = new StreamingOutputCallRequest();
        request.ResponseParameters.AddRange(sizes.Select(size => new ResponseParameters { Size = size }));
        return request;
    }

    private static async Task<List<int>> ReadSizesAsync(IAsyncStreamReader<StreamingOutputCallResponse> responses)
    {
        var sizes = new List<int>();
        await foreach (var response in responses.ReadAllAsync(Cancellation))
            sizes.Add(response.Payload.Body.Length);
        return sizes;
    }
}
