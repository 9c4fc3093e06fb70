using Portcullis.Domain.News;

namespace Portcullis.Gateway.Markets;

/// <summary>Holds the news calendar that decisions look at.</summary>
public sealed class NewsDesk(NewsCalendar calendar)
{
    private NewsCalendar _calendar = calendar;

    public NewsCalendar Calendar
    {
        get => Volatile.Read(ref _calendar);
        set => Volatile.Write(ref _calendar, value);
    }
}
