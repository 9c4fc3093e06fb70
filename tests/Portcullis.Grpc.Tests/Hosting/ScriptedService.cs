using Google.Protobuf;
using Grpc.Core;
using Grpc.Testing;

namespace Portcullis.Grpc.Tests.Hosting;

/// <summary>A service whose handlers are set by the test. By default it echoes, and answers requested sizes with zeros.</summary>
internal sealed class ScriptedService : TestService.TestServiceBase
{
    public Func<SimpleRequest, ServerCallContext, Task<SimpleResponse>> Unary { get; init; } =
        (request, _) => Task.FromResult(new SimpleResponse { Payload = request.ResponseSize > 0 ? Bytes(request.ResponseSize) : request.Payload });

    public Func<StreamingOutputCallRequest, IServerStreamWriter<StreamingOutputCallResponse>, ServerCallContext, Task> ServerStream { get; init; } =
        async (request, responses, _) =>
        {
            foreach (var parameters in request.ResponseParameters)
                await responses.WriteAsync(new StreamingOutputCallResponse { Payload = Bytes(parameters.Size) });
        };

    public Func<IAsyncStreamReader<StreamingInputCallRequest>, ServerCallContext, Task<StreamingInputCallResponse>> ClientStream { get; init; } =
        async (requests, _) =>
        {
            var sum = 0;
            await foreach (var request in requests.ReadAllAsync())
                sum += request.Payload.Body.Length;
            return new StreamingInputCallResponse { AggregatedPayloadSize = sum };
        };

    public Func<IAsyncStreamReader<StreamingOutputCallRequest>, IServerStreamWriter<StreamingOutputCallResponse>, ServerCallContext, Task> Duplex { get; init; } =
        async (requests, responses, _) =>
        {
            await foreach (var request in requests.ReadAllAsync())
                await responses.WriteAsync(new StreamingOutputCallResponse { Payload = request.Payload });
        };

    public static Payload Bytes(int size) => new() { Body = ByteString.CopyFrom(new byte[size]) };

    public static StreamingOutputCallRequest Sizes(params int[] sizes)
    {
        var request = new StreamingOutputCallRequest();
        request.ResponseParameters.AddRange(sizes.Select(size => new ResponseParameters { Size = size }));
        return request;
    }

    public override Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context) => Unary(request, context);

    public override Task StreamingOutputCall(
        StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context) =>
        ServerStream(request, responseStream, context);

    public override Task<StreamingInputCallResponse> StreamingInputCall(
        IAsyncStreamReader<StreamingInputCallRequest> requestStream, ServerCallContext context) => ClientStream(requestStream, context);

    public override Task FullDuplexCall(
        IAsyncStreamReader<StreamingOutputCallRequest> requestStream,
        IServerStreamWriter<StreamingOutputCallResponse> responseStream,
        ServerCallContext context) => Duplex(requestStream, responseStream, context);
}
