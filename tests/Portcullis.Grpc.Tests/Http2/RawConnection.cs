using System.Buffers.Binary;
using System.Net.Sockets;
using Portcullis.Grpc.Tests.Hosting;

namespace Portcullis.Grpc.Tests.Http2;

/// <summary>An HTTP/2 connection that sends whatever a test wants, well formed or not, and answers what keeps a connection alive.</summary>
internal sealed class RawConnection : IAsyncDisposable
{
    private const byte Data = 0, HeadersFrame = 1, ResetFrame = 3, Settings = 4, Ping = 6, GoAway = 7, WindowUpdate = 8;
    private const byte EndStream = 1, EndHeaders = 4, Ack = 1;

    private readonly TcpClient _client = new() { NoDelay = true };
    private readonly Dictionary<int, RawAnswer> _answers = [];
    private NetworkStream _stream = null!;
    private int _lastStream = -1;

    /// <param name="address">The server's.</param>
    /// <param name="window">Bytes that the server may send on a stream before it must wait; nothing enlarges it later.</param>
    public static async Task<RawConnection> OpenAsync(Uri address, int window = 1 << 30)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(address.Host, address.Port, Now.Cancellation);
        connection._stream = connection._client.GetStream();
        await connection._stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), Now.Cancellation);
        var settings = new byte[12];
        settings[1] = 1; // SETTINGS_HEADER_TABLE_SIZE = 0
        settings[7] = 4; // SETTINGS_INITIAL_WINDOW_SIZE
        BinaryPrimitives.WriteInt32BigEndian(settings.AsSpan(8), window);
        await connection.WriteFrameAsync(Settings, 0, 0, settings);
        var more = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(more, 1 << 30);
        await connection.WriteFrameAsync(WindowUpdate, 0, 0, more);
        return connection;
    }

    public static List<(string Name, string Value)> Head(Uri address, string path, params (string Name, string Value)[] more) =>
    [
        (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", address.Authority),
        ("content-type", "application/grpc"), ("te", "trailers"), .. more,
    ];

    /// <summary>Opens a stream and gives its number.</summary>
    public async Task<int> SendHeadAsync(IEnumerable<(string Name, string Value)> fields, bool endStream = false)
    {
        var stream = _lastStream += 2;
        _answers[stream] = new RawAnswer();
        await WriteFrameAsync(HeadersFrame, (byte)(EndHeaders | (endStream ? EndStream : 0)), stream, Hpack.Write(fields));
        return stream;
    }

    public Task SendDataAsync(int stream, ReadOnlyMemory<byte> bytes, bool endStream = false) =>
        WriteFrameAsync(Data, endStream ? EndStream : (byte)0, stream, bytes);

    public Task ResetAsync(int stream, int code)
    {
        var payload = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(payload, code);
        return WriteFrameAsync(ResetFrame, 0, stream, payload);
    }

    /// <summary>The whole answer on a stream: up to its end or its reset; and, where asked for, the reset behind the end.</summary>
    public async Task<RawAnswer> ReadAnswerAsync(int stream, bool awaitReset = false)
    {
        var answer = _answers[stream];
        while (answer.Reset is null && (awaitReset || !answer.Ended))
            await ReadFrameAsync();
        return answer;
    }

    /// <summary>Reads until as many bytes of body have come on a stream.</summary>
    public async Task<RawAnswer> ReadBodyAsync(int stream, int bytes)
    {
        var answer = _answers[stream];
        while (answer.Body.Length < bytes && !answer.Ended && answer.Reset is null)
            await ReadFrameAsync();
        return answer;
    }

    /// <summary>Reads until the server has ended a stream, by a reset or with the whole connection.</summary>
    public async Task ReadUntilEndedAsync(int stream)
    {
        try
        {
            await ReadAnswerAsync(stream);
        }
        catch (IOException)
        {
            // The connection is gone, and the stream with it.
        }
    }

    /// <summary>Reads, and answers pings, until the server has ended the connection.</summary>
    public async Task ReadUntilClosedAsync()
    {
        try
        {
            while (true)
                await ReadFrameAsync();
        }
        catch (IOException)
        {
            // The server is done with it.
        }
    }

    /// <summary>Lets the server send more on a stream.</summary>
    public Task WidenAsync(int stream, int bytes)
    {
        var payload = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(payload, bytes);
        return WriteFrameAsync(WindowUpdate, 0, stream, payload);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ReadFrameAsync()
    {
        var head = new byte[9];
        await _stream.ReadExactlyAsync(head, Now.Cancellation);
        var payload = new byte[(head[0] << 16) | (head[1] << 8) | head[2]];
        await _stream.ReadExactlyAsync(payload, Now.Cancellation);
        var (type, flags) = (head[3], head[4]);
        var answer = _answers.GetValueOrDefault(BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)));
        switch (type)
        {
            case Settings when (flags & Ack) == 0:
                await WriteFrameAsync(Settings, Ack, 0, default);
                break;
            case Ping when (flags & Ack) == 0:
                await WriteFrameAsync(Ping, Ack, 0, payload);
                break;
            case GoAway:
                throw new IOException($"The server ended the connection: {BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(4))}.");
            case HeadersFrame when answer is not null:
                var fields = Hpack.Read(payload);
                if (answer.Head is null)
                    (answer.Head, answer.HeadEndedStream) = (fields, (flags & EndStream) != 0);
                else
                    answer.Trailers = fields;
                break;
            case Data when answer is not null:
                answer.Body.Write(payload);
                break;
            case ResetFrame when answer is not null:
                answer.Reset = BinaryPrimitives.ReadInt32BigEndian(payload);
                break;
        }

        if (answer is not null && type is Data or HeadersFrame && (flags & EndStream) != 0)
            answer!.Ended = true;
    }

    private async Task WriteFrameAsync(byte type, byte flags, int stream, ReadOnlyMemory<byte> payload)
    {
        var frame = new byte[9 + payload.Length];
        frame[0] = (byte)(payload.Length >> 16);
        frame[1] = (byte)(payload.Length >> 8);
        frame[2] = (byte)payload.Length;
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsMemory(9));
        await _stream.WriteAsync(frame, Now.Cancellation);
    }
}
