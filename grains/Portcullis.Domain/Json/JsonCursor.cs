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
    public byte Next
    {
        get
        {
            while (_at < _json.Length && _json[_at] <= ' ') _at++;
            return _at < _json.Length ? _json[_at] : (byte)0;
        }
    }

    /// <summary>Into an object or an array.</summary>
    public void Open(char bracket)
    {
        Take((byte)bracket);
        _isFirst = true;
    }

    /// <summary>To the value of the next property that has one of these names, over those that a newer version wrote; false past the object's end.</summary>
    public bool NextProperty<T>(Utf8Names<T> names, out T property)
        where T : notnull
    {
        while (NextItem('}'))
        {
            var name = Text(out var isEscaped);
            Take((byte)':');
            if (!isEscaped && names.TryFind(name, out property)) return true;
            Skip();
        }

        property = default!;
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
        var start = _at;
        var at = negative ? start + 1 : start;
        for (; at < _json.Length; at++)
        {
            var digit = (uint)(_json[at] - '0');
            if (digit <= 9)
            {
                mantissa = (mantissa * 10) + digit;
                if (seen) scale++;
            }
            else if (_json[at] == '.' && !seen)
            {
                seen = true;
            }
            else
            {
                break;
            }
        }

        var length = at - start;
        if (length is 0 or > 18 || (at < _json.Length && _json[at] is (byte)'e' or (byte)'E')) return Long();
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

    /// <summary>A text that comes once.</summary>
    public string ReadString()
    {
        _ = Next;
        var start = _at;
        var text = Text(out var isEscaped);
        return isEscaped ? Slow(start, (ref reader) => reader.GetString()!) : Encoding.UTF8.GetString(text);
    }

    /// <summary>A text that comes again and again (a symbol, a code, a hash of rules): one string for all who read it on this thread.</summary>
    public string ReadText()
    {
        _ = Next;
        var start = _at;
        var text = Text(out var isEscaped);
        if (isEscaped || text.Length > PooledLength)
        {
            _at = start;
            return ReadString();
        }

        if (text.IsEmpty) return "";
        var pool = _pool ??= new (byte[], string)[PooledTexts];
        ref var place = ref pool[((text.Length * 31) + (text[0] * 7) + (text[^1] * 61) + (text[text.Length / 2] * 13) + (text[text.Length / 4] * 127)) & (PooledTexts - 1)];
        if (place.Utf8 is null || !text.SequenceEqual(place.Utf8)) place = (text.ToArray(), Encoding.UTF8.GetString(text));
        return place.Text;
    }

    /// <summary>The constant of an enum that has this name.</summary>
    public T ReadName<T>(Utf8Names<T> names)
        where T : notnull
    {
        _ = Next;
        return names.TryFind(Text(out _), out var value) ? value : throw Unexpected();
    }

    public DateTimeOffset ReadMoment()
    {
        _ = Next;
        var start = _at;
        var text = Text(out var isEscaped);
        return !isEscaped && TryUtc(text, out var moment) ? moment : Slow(start, (ref reader) => reader.GetDateTimeOffset());
    }

    /// <summary>A moment of UTC as it is written here: <c>2013-12-18T19:00:00.1234567+00:00</c>, with as many decimals as it has.</summary>
    private static bool TryUtc(ReadOnlySpan<byte> text, out DateTimeOffset moment)
    {
        moment = default;
        if (text.Length is < 25 or > 33 || !text.EndsWith("+00:00"u8) || (text.Length > 25 && text[19] != '.') || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':') return false;
        var decimals = text.Length > 26 ? text[20..^6] : [];
        var (year, month, day) = (Number(text[..4]), Number(text[5..7]), Number(text[8..10]));
        var (hour, minute, second) = (Number(text[11..13]), Number(text[14..16]), Number(text[17..19]));
        var ticks = (long)Number(decimals);
        for (var i = decimals.Length; i < 7; i++) ticks *= 10;
        if (ticks < 0 || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || (uint)hour > 23 || (uint)minute > 59 || (uint)second > 59) return false;
        moment = new DateTimeOffset(new DateTime(year, month, day, hour, minute, second).Ticks + ticks, TimeSpan.Zero);
        return true;
    }

    /// <returns>Negative where there is anything but digits.</returns>
    private static int Number(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var c in digits)
        {
            if ((uint)(c - '0') > 9) return -1;
            value = (value * 10) + (c - '0');
        }

        return value;
    }

    /// <summary>The whole value that is next, as it stands.</summary>
    public ReadOnlySpan<byte> ReadRaw()
    {
        _ = Next;
        var start = _at;
        Skip();
        return _json[start.._at];
    }

    private delegate T Reading<out T>(ref Utf8JsonReader reader);

    private readonly T Slow<T>(int start, Reading<T> read)
    {
        var reader = new Utf8JsonReader(_json[start.._at]);
        try
        {
            reader.Read();
            return read(ref reader);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            throw new JsonException($"A recorded decision can't be read at byte {start}: {e.Message}");
        }
    }

    private void Skip()
    {
        if (Next is (byte)'{' or (byte)'[')
        {
            var depth = 0;
            do
            {
                switch (Next)
                {
                    case (byte)'{' or (byte)'[': depth++; _at++; break;
                    case (byte)'}' or (byte)']': depth--; _at++; break;
                    case (byte)'"': Text(out _); break;
                    case 0: throw Unexpected();
                    default: _at++; break;
                }
            }
            while (depth > 0);
            return;
        }

        if (Next == '"')
        {
            Text(out _);
            return;
        }

        var start = _at;
        while (_at < _json.Length && _json[_at] is not ((byte)',' or (byte)'}' or (byte)']') && _json[_at] > ' ') _at++;
        if (_at == start) throw Unexpected();
    }

    /// <summary>What stands between the quotes that are next.</summary>
    private ReadOnlySpan<byte> Text(out bool isEscaped)
    {
        Take((byte)'"');
        var start = _at;
        isEscaped = false;
        while (true)
        {
            var length = _json[_at..].IndexOfAny((byte)'"', (byte)'\\');
            if (length < 0) throw Unexpected();
            _at += length + 1;
            if (_json[_at - 1] == '"') return _json[start..(_at - 1)];
            isEscaped = true;
            _at++;
            if (_at > _json.Length) throw Unexpected();
        }
    }

    private void Take(byte expected)
    {
        if (Next != expected) throw Unexpected();
        _at++;
    }

    private void Take(ReadOnlySpan<byte> expected)
    {
        if (!_json[_at..].StartsWith(expected)) throw Unexpected();
        _at += expected.Length;
    }

    public readonly JsonException Unexpected() => new($"A recorded decision is not as it is written at byte {_at}.");
}
