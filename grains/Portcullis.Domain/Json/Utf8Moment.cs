namespace Portcullis.Domain.Json;

/// <summary>A moment of UTC as it is written here: <c>2013-12-18T19:00:00.1234567+00:00</c>, with as many decimals as it has.</summary>
internal static class Utf8Moment
{
    /// <returns>False for every other way to write one.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out DateTimeOffset moment)
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
}
