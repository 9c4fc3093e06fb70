using System.Reflection;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Net.Client;

namespace Portcullis.Grpc.Tests;

/// <summary>What services and clients may name: they must compile against the official packages too.</summary>
public sealed class SurfaceTests
{
    // By official package: Grpc.Core.Api, Grpc.Net.Common and Grpc.StatusProto; Grpc.Net.Client; Grpc.AspNetCore.Server with health and reflection.
    private static readonly string[] s_official =
    [
    ];

    [Fact]
    public void Every_public_type_is_one_of_the_official_packages() =>
        new[] { typeof(Metadata), typeof(GrpcChannel), typeof(GrpcServiceOptions) }
            .SelectMany(type => type.Assembly.GetExportedTypes())
            .Where(type => !IsGenerated(type) && !type.IsNested)
            .Select(type => type.FullName!)
            .Order(StringComparer.Ordinal)
            .ShouldBe(s_official.Order(StringComparer.Ordinal));

    // Messages and services of official .proto files.
    private static bool IsGenerated(Type type) => type.Namespace is "Google.Rpc" or "Grpc.Health.V1" or "Grpc.Reflection.V1";
}
