namespace Portcullis.Journal.Integrity;

/// <summary>A growing buffer that is reused by its thread.</summary>
internal sealed class ByteSink
{
    [ThreadStatic]
    private static ByteSink? _shared;

    private byte[] _buffer = new byte[4096];
    private byte[] _cut = new byte[4096];

    public int Length { get; private set; }

    /// <summary>Members of the objects that are being written, the innermost last.</summary>
    public List<Member> Members { get; } = [];

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    /// <summary>This thread's sink, empty.</summary>
    public static ByteSink Rent()
    {
        var sink = _shared ??= new ByteSink();
        sink.Length = 0;
        sink.Members.Clear();
        return sink;
    }

    public void Add(byte value)
    {
        if (Length == _buffer.Length)
            Grow(1);
        _buffer[Length++] = value;
    }

    public void Add(ReadOnlySpan<byte> values) => values.CopyTo(Reserve(values.Length));

    /// <summary>Room at the end for the caller to fill.</summary>
    public Span<byte> Reserve(int count)
    {
        if (_buffer.Length - Length < count)
            Grow(count);
        var room = _buffer.AsSpan(Length, count);
        Length += count;
        return room;
    }

    public Span<byte> Slice(int start, int length) => _buffer.AsSpan(start, length);

    public void ReplaceLast(byte value) => _buffer[Length - 1] = value;

    /// <summary>Forgets what was written from a place on, and every member.</summary>
    public void Truncate(int start)
    {
        Length = start;
        Members.Clear();
    }

    /// <summary>Takes what was written from a place on out again. It can be read until the next cut.</summary>
    public ReadOnlySpan<byte> CutFrom(int start)
    {
        var length = Length - start;
        if (_cut.Length < length)
            _cut = new byte[_buffer.Length];
        _buffer.AsSpan(start, length).CopyTo(_cut);
        Length = start;
        return _cut.AsSpan(0, length);
    }

    public void AddControlEscape(byte control)
    {
        const string hex = "0123456789abcdef";
        Add("\\u00"u8);
        Add((byte)hex[control >> 4]);
        Add((byte)hex[control & 15]);
    }

    private void Grow(int count) => Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + count));
}
