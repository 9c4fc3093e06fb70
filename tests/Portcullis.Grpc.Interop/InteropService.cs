using System.Buffers;
using Google.Protobuf;
using Grpc.Core;

namespace Grpc.Testing;

/// <summary>The server of the interoperability tests, as their description demands it.</summary>
public sealed class InteropService(RunningCalls running) : TestService.TestServiceBase
{
    private const string InitialMetadata = "x-grpc-test-echo-initial";
    private const string TrailingMetadata = "x-grpc-test-echo-trailing-bin";

    public override Task<Empty> EmptyCall(Empty request, ServerCallContext context) => Task.FromResult(new Empty());

    public override async Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context)
    {
        using var counted = running.Enter();
        await EchoMetadataAsync(context, request.ResponseCompressed);
        CheckCompression(context, request.ExpectCompressed);
        Throw(request.ResponseStatus);
        return new SimpleResponse { Payload = Zeros(request.ResponseSize) };
    }

    public override Task<SimpleResponse> CacheableUnaryCall(SimpleRequest request, ServerCallContext context) => UnaryCall(request, context);

    public override async Task StreamingOutputCall(
        StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        using var counted = running.Enter();
        await EchoMetadataAsync(context, request.ResponseParameters.Any(parameters => parameters.Compressed?.Value == true) ? new BoolValue { Value = true } : null);
        await WriteAsync(request, responseStream, context);
        Throw(request.ResponseStatus);
    }

    public override async Task<StreamingInputCallResponse> StreamingInputCall(
        IAsyncStreamReader<StreamingInputCallRequest> requestStream, ServerCallContext context)
    {
        using var counted = running.Enter();
        await EchoMetadataAsync(context, null);
        var sum = 0;
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            CheckCompression(context, request.ExpectCompressed);
            sum += request.Payload.Body.Length;
        }

        return new StreamingInputCallResponse { AggregatedPayloadSize = sum };
    }

    public override async Task FullDuplexCall(
        IAsyncStreamReader<StreamingOutputCallRequest> requestStream,
        IServerStreamWriter<StreamingOutputCallResponse> responseStream,
        ServerCallContext context)
    {
        using var counted = running.Enter();
        await EchoMetadataAsync(context, null);
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            Throw(request.ResponseStatus);
            await WriteAsync(request, responseStream, context);
        }
    }

    public override async Task HalfDuplexCall(
        IAsyncStreamReader<StreamingOutputCallRequest> requestStream,
        IServerStreamWriter<StreamingOutputCallResponse> responseStream,
        ServerCallContext context)
    {
        using var counted = running.Enter();
        var requests = new List<StreamingOutputCallRequest>();
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
            requests.Add(request);
        foreach (var request in requests)
            await WriteAsync(request, responseStream, context);
    }

    private static async Task WriteAsync(
        StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responses, ServerCallContext context)
    {
        foreach (var parameters in request.ResponseParameters)
        {
            if (parameters.IntervalUs > 0)
                await Task.Delay(TimeSpan.FromMicroseconds(parameters.IntervalUs), context.CancellationToken);
            responses.WriteOptions = new WriteOptions(parameters.Compressed?.Value == false ? WriteFlags.NoCompress : 0);
            await responses.WriteAsync(new StreamingOutputCallResponse { Payload = Zeros(parameters.Size) });
        }
    }

    private static async Task EchoMetadataAsync(ServerCallContext context, BoolValue? compressed)
    {
        var headers = new Metadata();
        if (context.RequestHeaders.GetValue(InitialMetadata) is { } initial)
            headers.Add(InitialMetadata, initial);
        if (compressed?.Value == true)
            headers.Add("grpc-internal-encoding-request", "gzip");
        if (headers.Count > 0)
            await context.WriteResponseHeadersAsync(headers);
        if (context.RequestHeaders.GetValueBytes(TrailingMetadata) is { } trailing)
            context.ResponseTrailers.Add(TrailingMetadata, trailing);
    }

    /// <summary>The official cases ask whether one message came compressed; the head of the call says whether it could have been.</summary>
    private static void CheckCompression(ServerCallContext context, BoolValue? expected)
    {
        if (expected?.Value == true && !context.GetHttpContext().Request.Headers.ContainsKey("grpc-encoding"))
            throw new RpcException(new Status(StatusCode.InvalidArgument, "The request was expected to be compressed."));
    }

    private static void Throw(EchoStatus? status)
    {
        if (status is { Code: not 0 })
            throw new RpcException(new Status((StatusCode)status.Code, status.Message));
    }

    private static Payload Zeros(int size)
    {
        var zeros = ArrayPool<byte>.Shared.Rent(Math.Max(size, 1));
        zeros.AsSpan(0, size).Clear();
        var payload = new Payload { Body = ByteString.CopyFrom(zeros.AsSpan(0, size)) };
        ArrayPool<byte>.Shared.Return(zeros);
        return payload;
    }
}
