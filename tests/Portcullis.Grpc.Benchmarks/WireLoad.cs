using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Portcullis.Grpc.Benchmarks;

/// <summary>
/// Keeps a number of unary calls in flight on one HTTP/2 connection with as little work of its own as can be: requests are made once and
/// answers are counted, not decoded. A server's rate is then its own, and not that of the client that shares its cores.
/// </summary>
internal sealed class WireLoad(ServerProcess server, string path, byte[] message)
{
    private const byte Data = 0, Headers = 1, Reset = 3, Settings = 4, Ping = 6, GoAway = 7, WindowUpdate = 8;
    private const byte EndStream = 1, Ack = 1, EndHeaders = 4;
    private const int HeadSize = 9;

    private readonly byte[] _request = Request(server.Address, path, message);
    private readonly MemoryStream _output = new();
    private int _lastStream = -1;
    private long _started;
    private long _ended;
    private long _dataBytes;

    /// <param name="inFlight">Calls at once.</param>
    /// <param name="time">For how long calls are started.</param>
    public Task<Round> RunAsync(int inFlight, TimeSpan time) => Load.MeasureAsync(server, async watch =>
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(server.Address.Host, server.Address.Port);
        var stream = client.GetStream();
        Open();
        for (var i = 0; i < inFlight; i++)
            Call();
        var input = new byte[64 * 1024];
        for (var length = 0; _ended < _started;)
        {
            await stream.WriteAsync(_output.GetBuffer().AsMemory(0, (int)_output.Length));
            _output.SetLength(0);
            var count = await stream.ReadAsync(input.AsMemory(length));
            if (count == 0)
                throw new InvalidOperationException("The server has closed the connection.");
            length += count;
            var used = Take(input.AsSpan(0, length), mayCall: watch.Elapsed < time);
            input.AsSpan(used, length - used).CopyTo(input);
            length -= used;
        }

        if (_dataBytes < _ended * message.Length)
            throw new InvalidOperationException($"{_ended} answers hold only {_dataBytes} bytes.");
        return _ended;
    });

    private static byte[] Request(Uri address, string path, byte[] message)
    {
        var fields = new MemoryStream();
        foreach (var (name, value) in new[] { (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", address.Authority), ("content-type", "application/grpc"), ("te", "trailers") })
        {
            // A literal without indexing, both strings plain: RFC 7541, 6.2.2.
            fields.WriteByte(0);
            foreach (var text in new[] { name, value })
            {
                fields.WriteByte((byte)text.Length);
                fields.Write(Encoding.ASCII.GetBytes(text));
            }
        }

        return [.. Frame(Headers, EndHeaders, fields.ToArray()), .. Frame(Data, EndStream, message)];
    }

    private static byte[] Frame(byte type, byte flags, params ReadOnlySpan<byte> payload) =>
        [0, (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, 0, 0, 0, 0, .. payload];

    private void Open()
    {
        _output.Write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        // The windows of streams and of the connection hold more than a run brings.
        _output.Write(Frame(Settings, 0, 0, 4, 0x7F, 0xFF, 0xFF, 0xFF));
        _output.Write(Frame(WindowUpdate, 0, 0x7F, 0xFF, 0, 0));
    }

    private void Call()
    {
        var stream = _lastStream += 2;
        BinaryPrimitives.WriteInt32BigEndian(_request.AsSpan(5), stream);
        BinaryPrimitives.WriteInt32BigEndian(_request.AsSpan(_request.Length - message.Length - 4), stream);
        _output.Write(_request);
        _started++;
    }

    /// <summary>Counts what has ended and starts as many calls; gives the bytes of whole frames.</summary>
    private int Take(ReadOnlySpan<byte> input, bool mayCall)
    {
        var used = 0;
        while (input.Length - used >= HeadSize)
        {
            var head = input[used..];
            var size = HeadSize + ((head[0] << 16) | (head[1] << 8) | head[2]);
            if (head.Length < size)
                break;
            used += size;
            var (type, flags) = (head[3], head[4]);
            if (type is Reset or GoAway)
                throw new InvalidOperationException("The server has ended a call or the connection.");
            if (type == Data)
                _dataBytes += size - HeadSize;
            if (type == Settings && (flags & Ack) == 0)
                _output.Write(Frame(Settings, Ack));
            if (type == Ping && (flags & Ack) == 0)
                _output.Write(Frame(Ping, Ack, head[HeadSize..size]));
            if (type is not (Data or Headers) || (flags & EndStream) == 0)
                continue;
            _ended++;
            if (mayCall)
                Call();
        }

        return used;
    }
}
