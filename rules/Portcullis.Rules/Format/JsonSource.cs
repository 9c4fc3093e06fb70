using System.Text;
using System.Text.Json;

namespace Portcullis.Rules.Format;

/// <summary>A rule file's text and the way from a byte offset to the line and column a person looks at.</summary>
internal sealed class JsonSource
{
    private readonly List<int> _lineStarts = [0];

    public JsonSource(string path, string text)
    {
        Path = path;
        Text = text;
        Utf8 = Encoding.UTF8.GetBytes(text);
        for (var i = 0; i < text.Length; i++)
            if (text[i] == '\n')
                _lineStarts.Add(i + 1);
    }

    public string Path { get; }

    public string Text { get; }

    public byte[] Utf8 { get; }

    public int CharacterAt(long offset) => Utf8.Length == Text.Length ? (int)offset : Encoding.UTF8.GetCharCount(Utf8, 0, (int)offset);

    public Place PlaceOfByte(long offset) => PlaceOf(CharacterAt(offset));

    public Place PlaceOf(int character)
    {
        var line = _lineStarts.BinarySearch(character);
        if (line < 0)
            line = ~line - 1;
        return new(Path, line + 1, character - _lineStarts[line] + 1);
    }

    /// <summary>The root node of a file; null after an error with its place. A byte order mark is skipped.</summary>
    public static JsonNode? TryRead(RuleFile file, DiagnosticBag diagnostics)
    {
        if (file.Text.Length > Limits.FileLength)
        {
            diagnostics.Error(DiagnosticCodes.LimitExceeded,
                $"The file has {file.Text.Length} characters; the limit FileLength is {Limits.FileLength}", new(file.Path, 1, 1));
            return null;
        }
        var source = new JsonSource(file.Path, file.Text.StartsWith('\uFEFF') ? file.Text[1..] : file.Text);
        try
        {
            return source.Read();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            diagnostics.Error(DiagnosticCodes.InvalidJson, Plain(exception.Message), source.PlaceOf(exception as JsonException));
            return null;
        }
    }

    private Place PlaceOf(JsonException? exception) => exception is { LineNumber: { } line, BytePositionInLine: { } column }
        ? new(Path, (int)line + 1, (int)column + 1)
        : new(Path, 1, 1);

    private static string Plain(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).TrimEnd('.');
    }

    /// <summary>The root node.</summary>
    /// <exception cref="JsonException">The text is not JSON, or deeper than <see cref="Limits.JsonDepth"/>.</exception>
    private JsonNode Read()
    {
        var reader = new Utf8JsonReader(Utf8, new JsonReaderOptions { MaxDepth = Limits.JsonDepth });
        reader.Read();
        var root = Read(ref reader);
        if (reader.Read())
            throw new JsonException("More than one value", Path, null, null);
        return root;
    }

    private JsonNode Read(ref Utf8JsonReader reader)
    {
        var start = CharacterAt(reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var members = new List<JsonMember>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var name = reader.GetString()!;
                    var nameStart = CharacterAt(reader.TokenStartIndex);
                    reader.Read();
                    members.Add(new(name, nameStart, Read(ref reader)));
                }
                return new(this, JsonValueKind.Object, start, CharacterAt(reader.BytesConsumed), null, members, []);
            case JsonTokenType.StartArray:
                var items = new List<JsonNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    items.Add(Read(ref reader));
                return new(this, JsonValueKind.Array, start, CharacterAt(reader.BytesConsumed), null, [], items);
            default:
                var kind = reader.TokenType switch
                {
                    JsonTokenType.String => JsonValueKind.String,
                    JsonTokenType.Number => JsonValueKind.Number,
                    JsonTokenType.True => JsonValueKind.True,
                    JsonTokenType.False => JsonValueKind.False,
                    _ => JsonValueKind.Null,
                };
                var text = kind == JsonValueKind.String ? reader.GetString() : Encoding.UTF8.GetString(reader.ValueSpan);
                return new(this, kind, start, CharacterAt(reader.BytesConsumed), text, [], []);
        }
    }
}

/// <summary>Where to look, both from 1.</summary>
internal readonly record struct Place(string Path, int Line, int Column);

internal sealed record JsonMember(string Name, int Start, JsonNode Value);

/// <summary>A JSON value that knows where it stands. <paramref name="Scalar"/> is the decoded string, or a number as written.</summary>
internal sealed record JsonNode(
    JsonSource Source, JsonValueKind Kind, int Start, int End, string? Scalar, IReadOnlyList<JsonMember> Members, IReadOnlyList<JsonNode> Items)
{
    public Place Place => Source.PlaceOf(Start);

    public string Raw => Source.Text[Start..End];

    /// <summary>Where the character of a decoded string stands in the file: escapes take more room there.</summary>
    public Place PlaceInside(int decoded)
    {
        var position = Start + 1;
        for (var seen = 0; seen < decoded && position < Source.Text.Length; seen++)
            position += Source.Text[position] != '\\' ? 1 : Source.Text[position + 1] == 'u' ? 6 : 2;
        return Source.PlaceOf(position);
    }
}
