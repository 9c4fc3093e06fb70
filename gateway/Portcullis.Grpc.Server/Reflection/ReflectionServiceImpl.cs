using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using Request = Grpc.Reflection.V1.ServerReflectionRequest;
using Response = Grpc.Reflection.V1.ServerReflectionResponse;

namespace Grpc.Reflection;

/// <summary>The standard reflection service: tools learn which services there are, and the descriptors of their messages.</summary>
public class ReflectionServiceImpl : ServerReflection.ServerReflectionBase
{
    private readonly Lazy<SymbolRegistry> _symbols;

    public ReflectionServiceImpl(IEnumerable<ServiceDescriptor> services) => _symbols = new Lazy<SymbolRegistry>(() => new SymbolRegistry(services));

    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<Request> requestStream, IServerStreamWriter<Response> responseStream, ServerCallContext context)
    {
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
            await responseStream.WriteAsync(Answer(request));
    }

    private Response Answer(Request request)
    {
        var response = new Response { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case Request.MessageRequestOneofCase.ListServices:
                response.ListServicesResponse = new ListServiceResponse
                {
                    Service = { _symbols.Value.ServiceNames.Select(name => new ServiceResponse { Name = name }) },
                };
                break;
            case Request.MessageRequestOneofCase.FileByFilename:
                SetFile(response, _symbols.Value.FileByName(request.FileByFilename));
                break;
            case Request.MessageRequestOneofCase.FileContainingSymbol:
                SetFile(response, _symbols.Value.FileBySymbol(request.FileContainingSymbol));
                break;
            case Request.MessageRequestOneofCase.None:
                SetError(response, StatusCode.InvalidArgument, "The request asks for nothing.");
                break;
            default:
                // proto3 has no extensions but those of options, which no service declares.
                SetError(response, StatusCode.NotFound, "No extensions.");
                break;
        }

        return response;
    }

    private static void SetFile(Response response, FileDescriptor? file)
    {
        if (file is null)
        {
            SetError(response, StatusCode.NotFound, "File or symbol not found.");
            return;
        }

        response.FileDescriptorResponse = new FileDescriptorResponse
        {
            FileDescriptorProto = { SymbolRegistry.WithDependencies(file).Select(each => each.SerializedData) },
        };
    }

    private static void SetError(Response response, StatusCode code, string message) =>
        response.ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message };
}
