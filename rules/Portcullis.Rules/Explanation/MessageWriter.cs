namespace Portcullis.Rules.Explanation;

/// <summary>Collects a message in a buffer that a thread keeps, so that rendering allocates the message and nothing else.</summary>
internal sealed class MessageWriter
{
    [ThreadStatic]
    private static MessageWriter? _current;

    private readonly char[] _buffer = new char[Limits.MessageLength];
    private int _length;

    public static MessageWriter Start()
    {
        var writer = _current ??= new();
        writer._length = 0;
        return writer;
    }

    /// <summary>What fits; the rest is cut.</summary>
    public void Text(string text)
    {
        var taken = Math.Min(text.Length, _buffer.Length - _length);
        text.AsSpan(0, taken).CopyTo(_buffer.AsSpan(_length));
        _length += taken;
    }

    public void Value(decimal value)
    {
        if (DecimalText.TryWrite(value, _buffer.AsSpan(_length), out var written))
            _length += written;
        else
            _length = _buffer.Length;
    }

    public ReadOnlySpan<char> Written => _buffer.AsSpan(0, _length);
}
