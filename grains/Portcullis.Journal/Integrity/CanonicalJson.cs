using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Portcullis.Journal.Integrity;

/// <summary>
/// One spelling for each JSON value, so that an event hashes alike before it enters a jsonb column and after it has left one:
/// no spaces, keys by length and then by bytes (jsonb's own order), the last of equal keys, plain decimals, minimal escapes.
/// </summary>
internal static class CanonicalJson
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = Limits.JsonDepth };

    /// <exception cref="JsonException">The text is no JSON, or PostgreSQL would not take it as jsonb.</exception>
    public static void Write(ReadOnlySpan<byte> json, ByteSink sink)
    {
        if (!Utf8.IsValid(json))
            throw new JsonException("The JSON is not valid UTF-8.");
        if (!PlainJson.TryWrite(json, sink))
            WriteAny(json, sink);
    }

    /// <summary>The same by the framework's reader, which knows all of JSON and says what is wrong with a text.</summary>
    public static void WriteAny(ReadOnlySpan<byte> json, ByteSink sink)
    {
        var reader = new Utf8JsonReader(json, Strict);
        reader.Read();
        WriteValue(ref reader, sink);
        if (reader.Read())
            throw new JsonException("More than one JSON value.");
    }

    private static void WriteValue(ref Utf8JsonReader reader, ByteSink sink)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                WriteObject(ref reader, sink);
                break;
            case JsonTokenType.StartArray:
                WriteArray(ref reader, sink);
                break;
            case JsonTokenType.String:
                WriteString(ref reader, sink);
                break;
            case JsonTokenType.Number:
                CanonicalNumber.Write(reader.ValueSpan, sink);
                break;
            default:
                sink.Add(reader.ValueSpan);
                break;
        }
    }

    private static void WriteArray(ref Utf8JsonReader reader, ByteSink sink)
    {
        sink.Add((byte)'[');
        var first = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (!first)
                sink.Add((byte)',');
            first = false;
            WriteValue(ref reader, sink);
        }

        sink.Add((byte)']');
    }

    private static void WriteObject(ref Utf8JsonReader reader, ByteSink sink)
    {
        sink.Add((byte)'{');
        var start = sink.Length;
        var members = new MemberOrder(sink);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var memberStart = sink.Length;
            WriteString(ref reader, sink);
            var keyLength = sink.Length - memberStart;
            sink.Add((byte)':');
            reader.Read();
            WriteValue(ref reader, sink);
            sink.Add((byte)',');
            members.Add(memberStart, keyLength);
        }

        members.Finish();
        if (sink.Length == start)
            sink.Add((byte)'}');
        else
            sink.ReplaceLast((byte)'}');
    }

    private static void WriteString(ref Utf8JsonReader reader, ByteSink sink)
    {
        sink.Add((byte)'"');
        if (!reader.ValueIsEscaped)
            sink.Add(reader.ValueSpan);
        else
            WriteEscaped(ref reader, sink);
        sink.Add((byte)'"');
    }

    private static void WriteEscaped(ref Utf8JsonReader reader, ByteSink sink)
    {
        var rented = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            foreach (var b in rented.AsSpan(0, Unescape(ref reader, rented)))
            {
                if (b == 0)
                    throw new JsonException("PostgreSQL keeps no NUL character in a string.");
                if (b is (byte)'"' or (byte)'\\')
                    sink.Add((byte)'\\');
                if (b < 0x20)
                    sink.AddControlEscape(b);
                else
                    sink.Add(b);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static int Unescape(ref Utf8JsonReader reader, byte[] target)
    {
        try
        {
            return reader.CopyString(target);
        }
        catch (InvalidOperationException lone)
        {
            throw new JsonException("A string holds half of a surrogate pair.", lone);
        }
    }
}
