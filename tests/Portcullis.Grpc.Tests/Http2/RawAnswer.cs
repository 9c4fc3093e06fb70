using System.Buffers.Binary;

namespace Portcullis.Grpc.Tests.Http2;

/// <summary>What came back on one stream.</summary>
internal sealed class RawAnswer
{
    public List<(string Name, string Value)>? Head { get; set; }

    public List<(string Name, string Value)>? Trailers { get; set; }

    public bool HeadEndedStream { get; set; }

    public bool Ended { get; set; }

    public MemoryStream Body { get; } = new();

    /// <summary>The error code of RST_STREAM, where one came.</summary>
    public int? Reset { get; set; }

    public string? Status => (Trailers ?? Head)?.FirstOrDefault(each => each.Name == "grpc-status").Value;

    public string? Message => (Trailers ?? Head)?.FirstOrDefault(each => each.Name == "grpc-message").Value;

    public string? Field(string name) => Head?.FirstOrDefault(each => each.Name == name).Value;

    /// <summary>The payloads of the messages, and whether each was compressed.</summary>
    public List<(bool Compressed, byte[] Payload)> Messages()
    {
        var messages = new List<(bool, byte[])>();
        var body = Body.ToArray().AsSpan();
        while (body.Length > 0)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(body[1..]);
            messages.Add((body[0] == 1, body.Slice(5, length).ToArray()));
            body = body[(5 + length)..];
        }

        return messages;
    }
}
