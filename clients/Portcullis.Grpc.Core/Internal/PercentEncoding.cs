using System.Buffers;
using System.Text;

namespace Grpc.Core.Internal;

/// <summary>The encoding of <c>grpc-message</c>: UTF-8 where all but printable ASCII, and the percent sign, is <c>%XX</c>.</summary>
internal static class PercentEncoding
{
    private static readonly SearchValues<char> _s_plain = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).Where(character => character != '%')]);

    public static string Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(_s_plain))
            return text;
        var encoded = new StringBuilder(text.Length + 16);
        foreach (var value in Encoding.UTF8.GetBytes(text))
            if (value is >= 0x20 and <= 0x7E and not (byte)'%')
                encoded.Append((char)value);
            else
                encoded.Append('%').Append(value.ToString("X2", null));
        return encoded.ToString();
    }

    /// <summary>Never fails: a broken escape stays as it is, and bytes that are not UTF-8 become the replacement character.</summary>
    public static string Decode(string text)
    {
        if (!text.Contains('%'))
            return text;
        var bytes = new ArrayBufferWriter<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.Write([Convert.FromHexString(text.AsSpan(i + 1, 2))[0]]);
                i += 2;
            }
            else
            {
                Encoding.UTF8.GetBytes(text.AsSpan(i, 1), bytes);
            }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
