using System.Collections.Immutable;
using Portcullis.Domain.Instruments;
using Portcullis.Domain.Sessions;

namespace Portcullis.Markets.Reference;

/// <summary>Instruments, trading calendars and commissions, read from JSON files. Any fault in them refuses the whole set.</summary>
public sealed record ReferenceData(InstrumentCatalog Catalog, ImmutableDictionary<string, TradingCalendar> Calendars, CommissionSchedule Commissions)
{
    public const string CalendarsFile = "calendars.json";
    public const string InstrumentsFile = "instruments.json";
    public const string CommissionsFile = "commissions.json";

    /// <summary>The folder with the reference files that come with the gateway.</summary>
    public static string DefaultFolder => Path.Combine(AppContext.BaseDirectory, "reference");

    /// <param name="folder">Holds the three files.</param>
    /// <param name="year">The year that one-digit contract years are read from (see <see cref="InstrumentCatalog"/>).</param>
    /// <exception cref="ReferenceException">Something in the files is not as expected; names every fault with file, line and column.</exception>
    public static ReferenceData Load(string folder, int year)
    {
        var calendarFile = Open(folder, CalendarsFile);
        var calendars = CalendarReader.Read(calendarFile);
        calendarFile.Demand();

        var instrumentFile = Open(folder, InstrumentsFile);
        var (instruments, roots) = InstrumentReader.Read(instrumentFile, calendars.Select(calendar => calendar.Name).ToHashSet(StringComparer.Ordinal));
        instrumentFile.Demand();

        var commissionFile = Open(folder, CommissionsFile);
        var commissions = CommissionReader.Read(commissionFile);
        commissionFile.Demand();

        return new ReferenceData(
            new InstrumentCatalog(instruments, roots, calendars, year),
            calendars.ToImmutableDictionary(calendar => calendar.Name, StringComparer.Ordinal),
            commissions);
    }

    private static SourceFile Open(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path)) throw new ReferenceException([new ReferenceFault(path, 1, 1, "expected this file to exist")]);
        var file = SourceFile.Parse(path, File.ReadAllBytes(path));
        file.Demand();
        return file;
    }
}
