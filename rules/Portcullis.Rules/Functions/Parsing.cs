using System.Globalization;

namespace Portcullis.Rules.Functions;

/// <summary>Reads values from text in the invariant culture; dates keep the offset or the Z they carry.</summary>
internal static class Parsing
{
    public static object? TryParse(string text, Type type)
    {
        var culture = CultureInfo.InvariantCulture;
        if (type.IsEnum)
            return Enum.TryParse(type, text, ignoreCase: true, out var name) && !int.TryParse(text, out _) ? name : null;
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => bool.TryParse(text, out var value) ? value : null,
            TypeCode.Char => text.Length == 1 ? text[0] : null,
            TypeCode.SByte => sbyte.TryParse(text, NumberStyles.Integer, culture, out var value) ? value : null,
            TypeCode.Byte => byte.TryParse(text, NumberStyles.Integer, culture, out var value) ? value : null,
            TypeCode.Int16 => short.TryParse(text, NumberStyles.Integer, culture, out var value) ? value : null,
            TypeCode.UInt16 => ushort.TryParse(text, NumberStyles.Integer, culture, out var value) ? value : null,
            TypeCode.Int32 => int.TryParse(text, NumberStyles.Integer, culture, out var value) ? value : null,
            TypeCode.UInt32 => uint.TryParse(text, NumberStyles.Integer, culture, out var value) ? value : null,
            TypeCode.Int64 => long.TryParse(text, NumberStyles.Integer, culture, out var value) ? value : null,
            TypeCode.UInt64 => ulong.TryParse(text, NumberStyles.Integer, culture, out var value) ? value : null,
            TypeCode.Single => float.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, culture, out var value) ? value : null,
            TypeCode.Double => double.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, culture, out var value) ? value : null,
            TypeCode.Decimal => decimal.TryParse(text, NumberStyles.Number, culture, out var value) ? value : null,
            TypeCode.DateTime => DateTime.TryParse(text, culture, DateTimeStyles.RoundtripKind, out var value) ? value : null,
            TypeCode.String => text,
            _ => TryParseOther(text, type, culture),
        };
    }

    public static T Parse<T>(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, typeof(T)) is { } value
            ? (T)value
            : throw new FormatException($"The text '{(text.Length <= 40 ? text : text[..40])}' is not a {typeof(T).Name}");
    }

    private static object? TryParseOther(string text, Type type, CultureInfo culture)
    {
        if (type == typeof(DateTimeOffset))
            return DateTimeOffset.TryParse(text, culture, DateTimeStyles.AssumeUniversal, out var value) ? value : null;
        if (type == typeof(DateOnly))
            return DateOnly.TryParse(text, culture, DateTimeStyles.None, out var value) ? value : null;
        if (type == typeof(TimeOnly))
            return TimeOnly.TryParse(text, culture, DateTimeStyles.None, out var value) ? value : null;
        if (type == typeof(TimeSpan))
            return TimeSpan.TryParse(text, culture, out var value) ? value : null;
        return type == typeof(Guid) && Guid.TryParse(text, out var id) ? id : null;
    }
}
