using Google.Protobuf;
using Grpc.Core;
using Grpc.Reflection.V1;

namespace Grpc.Reflection;

/// <summary>Reflection under the name it had before it was final; the messages are the same.</summary>
[BindServiceMethod(typeof(ReflectionV1Alpha), nameof(BindService))]
internal sealed class ReflectionV1Alpha(ReflectionServiceImpl reflection)
{
    private static readonly Method<ServerReflectionRequest, ServerReflectionResponse> s_info = new(
        MethodType.DuplexStreaming,
        "grpc.reflection.v1alpha.ServerReflection",
        nameof(ServerReflectionInfo),
        Marshallers.Create(static message => message.ToByteArray(), ServerReflectionRequest.Parser.ParseFrom),
        Marshallers.Create(static message => message.ToByteArray(), ServerReflectionResponse.Parser.ParseFrom));

    public static void BindService(ServiceBinderBase binder, ReflectionV1Alpha? service) =>
        binder.AddMethod(s_info, service is null ? null : service.ServerReflectionInfo);

    public Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream,
        ServerCallContext context) => reflection.ServerReflectionInfo(requestStream, responseStream, context);
}
