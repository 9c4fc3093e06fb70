using System.Globalization;

namespace Grpc.Core.Internal;

/// <summary>The <c>grpc-timeout</c> header: at most eight digits and a unit.</summary>
internal static class TimeoutHeader
{
    private const long MaxValue = 99_999_999;
    private const long NanosecondsPerTick = 100;

    private static readonly (char Unit, long Ticks)[] _s_units =
    [
        ('u', TimeSpan.TicksPerMicrosecond),
        ('m', TimeSpan.TicksPerMillisecond),
        ('S', TimeSpan.TicksPerSecond),
        ('M', TimeSpan.TicksPerMinute),
        ('H', TimeSpan.TicksPerHour),
    ];

    /// <summary>The finest unit that holds the time in eight digits, rounded up so that the server never gives up first.</summary>
    public static string Encode(TimeSpan timeout)
    {
        if (timeout.Ticks <= 0)
            return "1n";
        if (timeout.Ticks * NanosecondsPerTick <= MaxValue && timeout.Ticks < MaxValue)
            return string.Create(CultureInfo.InvariantCulture, $"{timeout.Ticks * NanosecondsPerTick}n");
        foreach (var (unit, ticks) in _s_units)
        {
            var value = (timeout.Ticks / ticks) + (timeout.Ticks % ticks == 0 ? 0 : 1);
            if (value <= MaxValue)
                return string.Create(CultureInfo.InvariantCulture, $"{value}{unit}");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{MaxValue}H");
    }

    /// <summary>False for what the protocol does not allow; a time beyond the clock's range becomes <see cref="TimeSpan.MaxValue"/>.</summary>
    public static bool TryDecode(string text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > Limits.TimeoutDigits + 1
            || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return false;
        var unit = text[^1];
        if (unit == 'n')
        {
            timeout = new TimeSpan((value + NanosecondsPerTick - 1) / NanosecondsPerTick);
            return true;
        }

        foreach (var (known, ticks) in _s_units)
            if (known == unit)
            {
                timeout = value > TimeSpan.MaxValue.Ticks / ticks ? TimeSpan.MaxValue : new TimeSpan(value * ticks);
                return true;
            }

        return false;
    }
}
