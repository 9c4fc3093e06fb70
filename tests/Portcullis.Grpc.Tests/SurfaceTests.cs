using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Net.Client;

namespace Portcullis.Grpc.Tests;

/// <summary>What services and clients may name: they must compile against the official packages too.</summary>
public sealed class SurfaceTests
{
    // As the packages Grpc.Core.Api, Grpc.StatusProto, Grpc.Net.Common, Grpc.Net.Client, Grpc.AspNetCore.Server (and its HealthChecks and Reflection) name them.
    private static readonly string[] s_official =
    [
        .. Of("Grpc.AspNetCore.HealthChecks", "GrpcHealthChecksOptions", "HealthCheckMapContext", "ServiceMappingCollection"),
        .. Of("Grpc.AspNetCore.Server", "GrpcMethodMetadata", "GrpcServiceOptions", "GrpcServiceOptions`1", "IGrpcServerBuilder",
            "InterceptorCollection", "InterceptorRegistration"),
        .. Of("Grpc.Core", "AsyncAuthInterceptor", "AsyncClientStreamingCall`2", "AsyncDuplexStreamingCall`2", "AsyncServerStreamingCall`1",
            "AsyncStreamReaderExtensions", "AsyncUnaryCall`1", "AuthContext", "AuthInterceptorContext", "AuthProperty", "BindServiceMethodAttribute",
            "CallCredentials", "CallCredentialsConfiguratorBase", "CallInvoker", "CallOptions", "ChannelBase", "ChannelCredentials",
            "ChannelCredentialsConfiguratorBase", "ClientBase", "ClientBase`1", "ClientStreamingServerMethod`2", "ConnectivityState",
            "ContextPropagationOptions", "ContextPropagationToken", "DeserializationContext", "DuplexStreamingServerMethod`2",
            "IAsyncStreamReader`1", "IAsyncStreamWriter`1", "IClientStreamWriter`1", "IMethod", "IServerStreamWriter`1", "KeyCertificatePair",
            "Marshaller`1", "Marshallers", "Metadata", "MetadataExtensions", "MethodType", "Method`2", "RpcException", "RpcExceptionExtensions",
            "RpcStatusExtensions", "SerializationContext", "ServerCallContext", "ServerCallContextExtensions", "ServerServiceDefinition",
            "ServerStreamingServerMethod`2", "ServiceBinderBase", "SslCredentials", "Status", "StatusCode", "UnaryServerMethod`2", "WriteFlags",
            "WriteOptions"),
        .. Of("Grpc.Core.Interceptors", "CallInvokerExtensions", "ChannelExtensions", "ClientInterceptorContext`2", "Interceptor"),
        .. Of("Grpc.HealthCheck", "HealthServiceImpl"),
        .. Of("Grpc.Net.Client.Configuration", "MethodConfig", "MethodName", "RetryPolicy", "RetryThrottlingPolicy", "ServiceConfig"),
        .. Of("Grpc.Net.Client", "GrpcChannel", "GrpcChannelOptions"),
        .. Of("Grpc.Net.Compression", "DeflateCompressionProvider", "GzipCompressionProvider", "ICompressionProvider"),
        .. Of("Grpc.Reflection", "ReflectionServiceImpl"),
        .. Of("Microsoft.AspNetCore.Builder", "GrpcEndpointRouteBuilderExtensions", "GrpcHealthChecksEndpointRouteBuilderExtensions",
            "GrpcReflectionEndpointRouteBuilderExtensions", "GrpcServiceEndpointConventionBuilder"),
        .. Of("Microsoft.Extensions.DependencyInjection", "GrpcHealthChecksServiceExtensions", "GrpcReflectionServiceExtensions",
            "GrpcServicesExtensions"),
    ];

    [Fact]
    public void Every_public_type_is_one_of_the_official_packages() =>
        new[] { typeof(Metadata), typeof(GrpcChannel), typeof(GrpcServiceOptions) }
            .SelectMany(type => type.Assembly.GetExportedTypes())
            .Where(type => !IsGenerated(type) && !type.IsNested)
            .Select(type => type.FullName!)
            .Order(StringComparer.Ordinal)
            .ShouldBe(s_official.Order(StringComparer.Ordinal));

    private static IEnumerable<string> Of(string space, params IEnumerable<string> names) => names.Select(name => $"{space}.{name}");

    // Messages and services of official .proto files.
    private static bool IsGenerated(Type type) => type.Namespace is "Google.Rpc" or "Grpc.Health.V1" or "Grpc.Reflection.V1";
}
