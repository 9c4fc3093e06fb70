using System.Buffers;

namespace Portcullis.Journal.Integrity;

/// <summary>
/// The canonical spelling of JSON as programs write it, in one pass over its bytes. Whatever is rare (an escape beyond quote and backslash, an
/// exponent, a negative zero) or wrong it declines, and leaves to <see cref="CanonicalJson"/>'s reader: what it takes, it spells as that does.
/// </summary>
internal ref struct PlainJson(ReadOnlySpan<byte> json, ByteSink sink)
{
    private static readonly SearchValues<byte> EndsRun = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(control => (byte)control), (byte)'"', (byte)'\\']);

    private readonly ReadOnlySpan<byte> _json = json;
    private int _at;
    private int _depth;

    /// <param name="json">Valid UTF-8.</param>
    /// <param name="sink">As before where the text is declined.</param>
    public static bool TryWrite(ReadOnlySpan<byte> json, ByteSink sink)
    {
        var start = sink.Length;
        var plain = new PlainJson(json, sink);
        if (plain.Value() && plain.Next() == 0 && plain._at == json.Length)
            return true;
        sink.Truncate(start);
        return false;
    }

    private bool Value() => Next() switch
    {
        (byte)'{' => Object(),
        (byte)'[' => Array(),
        (byte)'"' => Text(),
        (byte)'t' => Literal("true"u8),
        (byte)'f' => Literal("false"u8),
        (byte)'n' => Literal("null"u8),
        _ => Number(),
    };

    /// <summary>The next byte that is no space, not yet taken; zero at the end.</summary>
    private byte Next()
    {
        while (_at < _json.Length)
        {
            var next = _json[_at];
            if (next is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
                return next;
            _at++;
        }

        return 0;
    }

    private bool Object()
    {
        if (!Open((byte)'{'))
            return false;
        var members = new MemberOrder(sink);
        var empty = Next() == '}';
        for (var more = !empty; more;)
        {
            var start = sink.Length;
            if (Next() != '"' || !Text())
                return false;
            var keyLength = sink.Length - start;
            if (!Take((byte)':') || !Value())
                return false;
            more = Next() == ',';
            if (more)
                _at++;
            sink.Add((byte)',');
            members.Add(start, keyLength);
        }

        members.Finish();
        return Close((byte)'}', empty);
    }

    private bool Array()
    {
        if (!Open((byte)'['))
            return false;
        var empty = Next() == ']';
        for (var more = !empty; more;)
        {
            if (!Value())
                return false;
            more = Next() == ',';
            if (more)
                _at++;
            sink.Add((byte)',');
        }

        return Close((byte)']', empty);
    }

    private bool Open(byte bracket)
    {
        _at++;
        sink.Add(bracket);
        return ++_depth <= Limits.JsonDepth;
    }

    /// <summary>Puts the bracket where the last comma stands.</summary>
    private bool Close(byte bracket, bool empty)
    {
        if (Next() != bracket)
            return false;
        _at++;
        _depth--;
        if (empty)
            sink.Add(bracket);
        else
            sink.ReplaceLast(bracket);
        return true;
    }

    private bool Take(byte expected)
    {
        if (Next() != expected)
            return false;
        _at++;
        sink.Add(expected);
        return true;
    }

    private bool Text()
    {
        var end = _at + 1;
        while (true)
        {
            var run = _json[end..].IndexOfAny(EndsRun);
            if (run < 0)
                return false;
            end += run;
            if (_json[end] == '"')
                break;
            if (_json[end] != '\\' || end + 1 == _json.Length || _json[end + 1] is not ((byte)'"' or (byte)'\\'))
                return false;
            end += 2;
        }

        return Copy(end + 1);
    }

    private bool Literal(ReadOnlySpan<byte> word) => _json[_at..].StartsWith(word) && Copy(_at + word.Length);

    private bool Number()
    {
        var start = _json[_at..] is [(byte)'-', ..] ? _at + 1 : _at;
        var whole = Digits(start);
        var end = whole;
        if (end < _json.Length && _json[end] == '.')
            end = Digits(end + 1);
        var isWellFormed = whole > start && (_json[start] != '0' || whole == start + 1) && end != whole + 1;
        var isNegativeZero = start > _at && !_json[start..end].ContainsAnyInRange((byte)'1', (byte)'9');
        return isWellFormed && !isNegativeZero && end - _at <= Limits.NumberDigits && Copy(end);
    }

    private readonly int Digits(int from)
    {
        while (from < _json.Length && char.IsAsciiDigit((char)_json[from]))
            from++;
        return from;
    }

    private bool Copy(int end)
    {
        sink.Add(_json[_at..end]);
        _at = end;
        return true;
    }
}
