using System.Net;

namespace Grpc.Net.Client.Internal.Retry;

/// <summary>The request of one attempt, sent from the log.</summary>
internal sealed class LoggedContent : HttpContent
{
    private readonly RequestLog _log;
    private readonly HttpCall _call;

    public LoggedContent(RequestLog log, HttpCall call)
    {
        _log = log;
        _call = call;
        Headers.TryAddWithoutValidation("Content-Type", Grpc.Core.Internal.Headers.ContentType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => _log.SendAsync(stream, _call, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _log.SendAsync(stream, _call, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
