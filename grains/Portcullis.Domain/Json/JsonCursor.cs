using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Portcullis.Domain.Json;

/// <summary>
/// Goes through JSON that this program or PostgreSQL wrote, value by value, three times as fast as the general reader, which it asks for what
/// is rare: escaped texts, moments, numbers of many digits. It looks at all it reads; what it skips it only weighs.
/// </summary>
internal ref struct JsonCursor(ReadOnlySpan<byte> json)
{
    private const int PooledTexts = 1_024;
    private const int PooledLength = 64;

    [ThreadStatic]
    private static (byte[] Utf8, string Text)[]? _pool;

    private readonly ReadOnlySpan<byte> _json = json;
    private int _at;
    private bool _isFirst;

    /// <summary>The first byte of the value that is next; 0 at the end.</summary>
    public byte Next => _at < _json.Length && _json[_at] is > (byte)' ' and var sign ? sign : PastSpaces();

    /// <summary>From the value that is next on.</summary>
    public ReadOnlySpan<byte> Left
    {
        get
        {
            _ = Next;
            return _json[_at..];
        }
    }

    private byte PastSpaces()
    {
        while (_at < _json.Length && _json[_at] <= ' ') _at++;
        return _at < _json.Length ? _json[_at] : (byte)0;
    }

    /// <summary>Into an object or an array.</summary>
    public void Open(char bracket)
    {
        Take((byte)bracket);
        _isFirst = true;
    }

    /// <summary>To the value of the next property that has one of these names, over those that a newer version wrote; false past the object's end.</summary>
    /// <param name="names">Of the object's properties.</param>
    /// <param name="name">The property before, or <see cref="Utf8Names.None"/>; becomes the one that was found.</param>
    public bool NextProperty(Utf8Names names, ref int name)
    {
        while (NextItem('}'))
        {
            if (Next == '"' && names.Follow(_json[(_at + 1)..], ref name) is > 0 and var length)
            {
                _at += 1 + length;
                Take((byte)':');
                return true;
            }

            var text = ReadQuoted();
            Take((byte)':');
            if (!text.IsEscaped && names.TryFind(text.Inner, ref name)) return true;
            Skip();
        }

        return false;
    }

    /// <summary>Past these bytes if they are next.</summary>
    public bool TryTake(ReadOnlySpan<byte> expected)
    {
        _ = Next;
        if (!_json[_at..].StartsWith(expected)) return false;
        _at += expected.Length;
        return true;
    }

    public void TakeColon() => Take((byte)':');

    /// <summary>To the next element, or the next property's name; false past the end that the bracket is.</summary>
    public bool NextItem(char bracket)
    {
        if (Next == bracket)
        {
            _at++;
            _isFirst = false;
            return false;
        }

        if (!_isFirst) Take((byte)',');
        _isFirst = false;
        return true;
    }

    /// <summary>The number to its last digit: 1.50 keeps its zero.</summary>
    public decimal ReadDecimal()
    {
        var (mantissa, scale, seen) = (0UL, 0, false);
        var negative = Next == '-';
        var json = _json;
        var start = _at;
        var at = negative ? start + 1 : start;
        for (; at < json.Length; at++)
        {
            var digit = (uint)(json[at] - '0');
            if (digit <= 9)
            {
                mantissa = (mantissa * 10) + digit;
                if (seen) scale++;
            }
            else if (json[at] == '.' && !seen)
            {
                seen = true;
            }
            else
            {
                break;
            }
        }

        var length = at - start;
        if (length is 0 or > 18 || (at < json.Length && json[at] is (byte)'e' or (byte)'E')) return Long();
        _at = at;
        return new decimal((int)mantissa, (int)(mantissa >> 32), 0, negative, (byte)scale);
    }

    private decimal Long()
    {
        if (!Utf8Parser.TryParse(_json[_at..], out decimal value, out var length)) throw Unexpected();
        _at += length;
        return value;
    }

    public long ReadLong()
    {
        _ = Next;
        if (!Utf8Parser.TryParse(_json[_at..], out long value, out var length)) throw Unexpected();
        _at += length;
        return value;
    }

    public bool ReadBool()
    {
        var isTrue = Next == 't';
        Take(isTrue ? "true"u8 : "false"u8);
        return isTrue;
    }

    /// <summary>Past a null; false where there is none.</summary>
    public bool TakeNull()
    {
        if (Next != 'n') return false;
        Take("null"u8);
        return true;
    }

    /// <summary>A constant's name, which is the last one that was read as a rule.</summary>
    /// <exception cref="JsonException">It is none of these names.</exception>
    public int ReadName(Utf8Names names)
    {
        var name = Utf8Names.None;
        if (Next == '"' && names.Follow(_json[(_at + 1)..], ref name) is > 0 and var length)
        {
            _at += 1 + length;
            return name;
        }

        var text = ReadQuoted();
        return !text.IsEscaped && names.TryFind(text.Inner, ref name) ? name : throw Unexpected();
    }

    /// <summary>A text that comes once.</summary>
    public string ReadString() => ReadQuoted().ToString();

    /// <summary>A text that comes again and again (a symbol, a code, a hash of rules): one string for all who read it on this thread.</summary>
    public string ReadText()
    {
        var text = ReadQuoted();
        var utf8 = text.Inner;
        if (text.IsEscaped || utf8.Length > PooledLength) return text.ToString();
        if (utf8.IsEmpty) return "";
        var pool = _pool ??= new (byte[], string)[PooledTexts];
        ref var place = ref pool[((utf8.Length * 31) + (utf8[0] * 7) + (utf8[^1] * 61) + (utf8[utf8.Length / 2] * 13) + (utf8[utf8.Length / 4] * 127)) & (PooledTexts - 1)];
        if (place.Utf8 is null || !utf8.SequenceEqual(place.Utf8)) place = (utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        return place.Text;
    }

    /// <summary>The text that is next, as it stands.</summary>
    public JsonText ReadQuoted()
    {
        Take((byte)'"');
        var start = _at - 1;
        var isEscaped = false;
        while (true)
        {
            var length = _json[_at..].IndexOfAny((byte)'"', (byte)'\\');
            if (length < 0) throw Unexpected();
            _at += length + 1;
            if (_json[_at - 1] == '"') return new JsonText(_json[start.._at], isEscaped);
            isEscaped = true;
            _at++;
            if (_at > _json.Length) throw Unexpected();
        }
    }

    public DateTimeOffset ReadMoment() => ReadQuoted().ToMoment();

    /// <summary>The whole value that is next, as it stands.</summary>
    public ReadOnlySpan<byte> ReadRaw()
    {
        _ = Next;
        var start = _at;
        Skip();
        return _json[start.._at];
    }

    private void Skip()
    {
        var first = Next;
        if (first is (byte)'{' or (byte)'[')
        {
            var length = JsonExtent.Of(_json[_at..]);
            if (length == 0) throw Unexpected();
            _at += length;
            return;
        }

        if (first == '"')
        {
            ReadQuoted();
            return;
        }

        var start = _at;
        while (_at < _json.Length && _json[_at] is not ((byte)',' or (byte)'}' or (byte)']') && _json[_at] > ' ') _at++;
        if (_at == start) throw Unexpected();
    }

    private void Take(byte expected)
    {
        if (_at >= _json.Length || _json[_at] != expected)
            if (Next != expected) throw Unexpected();
        _at++;
    }

    private void Take(ReadOnlySpan<byte> expected)
    {
        if (!TryTake(expected)) throw Unexpected();
    }

    public readonly JsonException Unexpected() => new($"A recorded decision is not as it is written at byte {_at}.");
}
