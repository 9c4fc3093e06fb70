using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Testing;
using Portcullis.Grpc.Benchmarks;

if (args is ["serve", var servePort])
{
    await EchoServer.RunAsync(int.Parse(servePort, CultureInfo.InvariantCulture));
    return;
}

await Comparison.RunAsync(args);
