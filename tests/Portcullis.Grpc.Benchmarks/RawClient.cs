using System.Net;

namespace Portcullis.Grpc.Benchmarks;

/// <summary>HttpClient without gRPC: posts the same bytes and reads all of the answer.</summary>
internal sealed class RawClient(Uri address) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { EnableMultipleHttp2Connections = true, UseProxy = false, UseCookies = false });

    public async Task PostAsync(string path, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc");
        request.Headers.TryAddWithoutValidation("TE", "trailers");
        using var response = await _client.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        if (bytes.Length < 296)
            throw new InvalidOperationException($"The answer holds {bytes.Length} bytes: {response}");
    }

    public void Dispose() => _client.Dispose();
}
