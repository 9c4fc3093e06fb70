using System.Globalization;

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

    public void Value<T>(T value)
        where T : ISpanFormattable
    {
        if (value.TryFormat(_buffer.AsSpan(_length), out var written, default, CultureInfo.InvariantCulture))
            _length += written;
        else
            _length = _buffer.Length;
    }

    public override string ToString() => new(_buffer, 0, _length);
}
