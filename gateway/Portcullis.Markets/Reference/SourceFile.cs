using System.Text;
using System.Text.Json;

namespace Portcullis.Markets.Reference;

/// <summary>A JSON file read with the place of every value kept, and the faults found in it.</summary>
internal sealed class SourceFile
{
    private readonly string _name;
    private readonly byte[] _bytes;
    private readonly List<ReferenceFault> _faults = [];

    private SourceFile(string name, byte[] bytes)
    {
        _name = name;
        _bytes = bytes;
        Root = new SourceNode(this, SourceKind.Null, 0, "null");
    }

    public SourceNode Root { get; private set; }

    public IReadOnlyList<ReferenceFault> Faults => _faults;

    public static SourceFile Parse(string name, ReadOnlySpan<byte> json)
    {
        var file = new SourceFile(name, json.TrimStart("\uFEFF"u8).ToArray());
        file.Read();
        return file;
    }

    public void Fault(int offset, string message)
    {
        var before = _bytes.AsSpan(0, Math.Min(offset, _bytes.Length));
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        _faults.Add(new ReferenceFault(_name, before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[lineStart..]) + 1, message));
    }

    /// <summary>Throws when anything in the file was not as expected.</summary>
    public void Demand()
    {
        if (_faults.Count > 0) throw new ReferenceException(_faults);
    }

    private void Read()
    {
        var reader = new Utf8JsonReader(_bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, MaxDepth = 16 });
        try
        {
            reader.Read();
            Root = Value(ref reader);
            while (reader.Read()) Fault((int)reader.TokenStartIndex, "expected the end of the file");
        }
        catch (JsonException error)
        {
            _faults.Add(new ReferenceFault(_name, (int)(error.LineNumber ?? 0) + 1, (int)(error.BytePositionInLine ?? 0) + 1, $"expected JSON: {error.Message}"));
        }
    }

    private SourceNode Value(ref Utf8JsonReader reader)
    {
        var offset = (int)reader.TokenStartIndex;
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => Object(ref reader, offset),
            JsonTokenType.StartArray => Array(ref reader, offset),
            JsonTokenType.String => new SourceNode(this, SourceKind.Text, offset, reader.GetString()!),
            JsonTokenType.Number => new SourceNode(this, SourceKind.Number, offset, Encoding.UTF8.GetString(reader.ValueSpan)),
            JsonTokenType.True => new SourceNode(this, SourceKind.Boolean, offset, "true"),
            JsonTokenType.False => new SourceNode(this, SourceKind.Boolean, offset, "false"),
            _ => new SourceNode(this, SourceKind.Null, offset, "null"),
        };
    }

    private SourceNode Object(ref Utf8JsonReader reader, int offset)
    {
        var node = new SourceNode(this, SourceKind.Object, offset, "");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var nameOffset = (int)reader.TokenStartIndex;
            var name = reader.GetString()!;
            reader.Read();
            if (!node.Members.TryAdd(name, Value(ref reader))) Fault(nameOffset, $"member \"{name}\" stands twice in one object");
        }

        return node;
    }

    private SourceNode Array(ref Utf8JsonReader reader, int offset)
    {
        var node = new SourceNode(this, SourceKind.Array, offset, "");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) node.Items.Add(Value(ref reader));
        return node;
    }
}
