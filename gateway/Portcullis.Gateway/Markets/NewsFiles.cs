using Portcullis.Domain.News;
using Portcullis.Markets.News;
using Portcullis.Markets.Reference;

namespace Portcullis.Gateway.Markets;

/// <summary>Loads the calendar that the options name. Without one nothing is known, which is not the same as no news.</summary>
internal static class NewsFiles
{
    /// <exception cref="ReferenceException">The file can't be used at all, or has rows that can't be read.</exception>
    public static NewsCalendar Load(string? path)
    {
        if (string.IsNullOrWhiteSpace(path)) return NewsCalendar.Unknown;
        var load = NewsCalendarLoader.Load(path);
        return load.Faults.IsEmpty ? load.Calendar : throw new ReferenceException([.. load.Faults]);
    }
}
