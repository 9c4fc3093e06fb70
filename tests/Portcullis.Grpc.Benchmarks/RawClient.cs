using System.Net;

namespace Portcullis.Grpc.Benchmarks;

/// <summary>HttpClient without gRPC: posts the same bytes and reads all of the answer.</summary>
internal sealed class RawClient(Uri address) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { EnableMultipleHttp2Connections = true, UseProxy = false, UseCookies = false });

    public async Task PostAsync(string path, byte[] body)
    {
        using var request = Request(path, new ByteArrayContent(body));
        using var response = await _client.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        if (bytes.Length < 296)
            throw new InvalidOperationException($"The answer holds {bytes.Length} bytes: {response}");
    }

    /// <summary>Opens a stream and plays the first round; a gRPC server opens its side for a message only.</summary>
    public async Task<RawStream> OpenAsync(string path, byte[] message)
    {
        var content = new OpenContent();
        var sending = _client.SendAsync(Request(path, content), HttpCompletionOption.ResponseHeadersRead);
        var requests = await content.Opened;
        await requests.WriteAsync(message);
        await requests.FlushAsync();
        var stream = new RawStream(requests, await (await sending).Content.ReadAsStreamAsync());
        await stream.ReadAsync(message.Length);
        return stream;
    }

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Request(string path, HttpContent content)
    {
        content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc");
        return new HttpRequestMessage(HttpMethod.Post, new Uri(address, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
            Headers = { { "TE", "trailers" } },
        };
    }

    /// <summary>A request that stays open until the process ends.</summary>
    private sealed class OpenContent : HttpContent
    {
        private readonly TaskCompletionSource<Stream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Stream> Opened => _opened.Task;

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync();
            _opened.SetResult(stream);
            await Task.Delay(Timeout.Infinite);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}

/// <summary>A stream for ping-pong: what is written is flushed at once, and as many bytes come back.</summary>
internal sealed class RawStream(Stream requests, Stream responses)
{
    private readonly byte[] _answer = new byte[4096];

    public async Task PlayAsync(byte[] message)
    {
        await requests.WriteAsync(message);
        await requests.FlushAsync();
        await ReadAsync(message.Length);
    }

    public ValueTask ReadAsync(int length) => responses.ReadExactlyAsync(_answer.AsMemory(0, length));
}
