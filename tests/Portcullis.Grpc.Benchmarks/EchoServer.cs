using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Portcullis.Grpc.Benchmarks;

/// <summary>The gRPC echo and, beside it in the same process, what Kestrel does without gRPC: a body that comes back, whole or as it comes.</summary>
internal static class EchoServer
{
    public const string PlainPath = "/plain/echo";
    public const string PlainStreamPath = "/plain/stream";

    public static async Task RunAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        var application = builder.Build();
        application.MapGrpcService<EchoService>();
        application.MapPost(PlainPath, (RequestDelegate)EchoAsync);
        application.MapPost(PlainStreamPath, (RequestDelegate)EchoStreamAsync);
        await application.StartAsync();
        Console.WriteLine("ready");
        await application.WaitForShutdownAsync();
    }

    private static async Task EchoAsync(HttpContext http)
    {
        var reader = http.Request.BodyReader;
        var result = await reader.ReadAsync();
        while (!result.IsCompleted)
        {
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            result = await reader.ReadAsync();
        }

        foreach (var segment in result.Buffer)
            http.Response.BodyWriter.Write(segment.Span);
        reader.AdvanceTo(result.Buffer.End);
    }

    private static async Task EchoStreamAsync(HttpContext http)
    {
        http.Features.Get<IHttpMinRequestBodyDataRateFeature>()!.MinDataRate = null;
        http.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        await http.Response.BodyWriter.FlushAsync();
        var reader = http.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync();
            foreach (var segment in result.Buffer)
                http.Response.BodyWriter.Write(segment.Span);
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                return;
            await http.Response.BodyWriter.FlushAsync();
        }
    }
}
