using System.Text;

namespace Portcullis.Grpc.Tests.Http2;

/// <summary>
/// As much of RFC 7541 as the tests need: fields are written as literals, and read without a dynamic table, which the connection's
/// settings forbid the peer.
/// </summary>
internal static class Hpack
{
    private static readonly string[] s_names =
    [
        "", ":authority", ":method", ":method", ":path", ":path", ":scheme", ":scheme", ":status", ":status", ":status", ":status", ":status",
        ":status", ":status", "accept-charset", "accept-encoding", "accept-language", "accept-ranges", "accept", "access-control-allow-origin",
        "age", "allow", "authorization", "cache-control", "content-disposition", "content-encoding", "content-language", "content-length",
        "content-location", "content-range", "content-type", "cookie", "date", "etag", "expect", "expires", "from", "host", "if-match",
        "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "last-modified", "link", "location", "max-forwards",
        "proxy-authenticate", "proxy-authorization", "range", "referer", "refresh", "retry-after", "server", "set-cookie",
        "strict-transport-security", "transfer-encoding", "user-agent", "vary", "via", "www-authenticate",
    ];

    private static readonly string[] s_statuses = ["200", "204", "206", "304", "400", "404", "500"];

    public static byte[] Write(IEnumerable<(string Name, string Value)> fields)
    {
        using var block = new MemoryStream();
        foreach (var (name, value) in fields)
        {
            block.WriteByte(0);
            WriteText(block, name);
            WriteText(block, value);
        }

        return block.ToArray();
    }

    public static List<(string Name, string Value)> Read(ReadOnlySpan<byte> block)
    {
        var fields = new List<(string, string)>();
        while (block.Length > 0)
        {
            var first = block[0];
            if ((first & 0x80) != 0)
            {
                var index = ReadInteger(ref block, 7);
                fields.Add((s_names[index], index is >= 8 and <= 14 ? s_statuses[index - 8] : ""));
            }
            else if ((first & 0xE0) == 0x20)
            {
                ReadInteger(ref block, 5).ShouldBe(0, "the peer must keep its dynamic table empty");
            }
            else
            {
                var index = ReadInteger(ref block, (first & 0x40) != 0 ? 6 : 4);
                var name = index > 0 ? s_names[index] : ReadText(ref block);
                fields.Add((name, ReadText(ref block)));
            }
        }

        return fields;
    }

    private static void WriteText(MemoryStream block, string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        if (bytes.Length < 127)
        {
            block.WriteByte((byte)bytes.Length);
        }
        else
        {
            block.WriteByte(127);
            var rest = bytes.Length - 127;
            for (; rest >= 128; rest /= 128)
                block.WriteByte((byte)((rest % 128) + 128));
            block.WriteByte((byte)rest);
        }

        block.Write(bytes);
    }

    private static string ReadText(ref ReadOnlySpan<byte> block)
    {
        (block[0] & 0x80).ShouldBe(0, "Huffman coding is not read here");
        var length = ReadInteger(ref block, 7);
        var text = Encoding.Latin1.GetString(block[..length]);
        block = block[length..];
        return text;
    }

    private static int ReadInteger(ref ReadOnlySpan<byte> block, int bits)
    {
        var max = (1 << bits) - 1;
        var value = block[0] & max;
        block = block[1..];
        if (value < max)
            return value;
        for (var shift = 0; ; shift += 7)
        {
            var next = block[0];
            block = block[1..];
            value += (next & 0x7F) << shift;
            if ((next & 0x80) == 0)
                return value;
        }
    }
}
