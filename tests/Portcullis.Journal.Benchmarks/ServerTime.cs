using System.Globalization;

namespace Portcullis.Journal.Benchmarks;

/// <summary>The processor time that a PostgreSQL server has used.</summary>
internal static class ServerTime
{
    /// <summary>Ticks per second of the kernel's process times; fixed at 100 on every Linux of today.</summary>
    private const double ClockTicks = 100;

    /// <summary>The postmaster, its children, and its children that have ended.</summary>
    public static TimeSpan Of(int postmaster)
    {
        var ticks = 0L;
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            try
            {
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                var own = int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture) == postmaster;
                if (own || int.Parse(fields[1], CultureInfo.InvariantCulture) == postmaster)
                    ticks += fields[11..(own ? 15 : 13)].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
            }
            catch (IOException)
            {
                // The process has ended between the listing and the look.
            }
        }

        return TimeSpan.FromSeconds(ticks / ClockTicks);
    }
}
