using Grpc.Core;
using Grpc.Testing;

namespace Portcullis.Grpc.Benchmarks;

/// <summary>Gives back what it gets: what is measured is the library.</summary>
internal sealed class EchoService : TestService.TestServiceBase
{
    public override Task<SimpleResponse> UnaryCall(SimpleRequest request, ServerCallContext context) =>
        Task.FromResult(new SimpleResponse { Payload = request.Payload });

    public override async Task FullDuplexCall(
        IAsyncStreamReader<StreamingOutputCallRequest> requestStream,
        IServerStreamWriter<StreamingOutputCallResponse> responseStream,
        ServerCallContext context)
    {
        while (await requestStream.MoveNext(CancellationToken.None))
            await responseStream.WriteAsync(new StreamingOutputCallResponse { Payload = requestStream.Current.Payload });
    }

    /// <summary>As many messages as the first parameter's size says, each with the request's payload.</summary>
    public override async Task StreamingOutputCall(
        StreamingOutputCallRequest request, IServerStreamWriter<StreamingOutputCallResponse> responseStream, ServerCallContext context)
    {
        var response = new StreamingOutputCallResponse { Payload = request.Payload };
        for (var left = request.ResponseParameters[0].Size; left > 0; left--)
            await responseStream.WriteAsync(response);
    }
}
