namespace Portcullis.Domain.News;

public enum NewsImpact
{
    Unspecified = 0,
    Low,
    Medium,
    High,
}

/// <summary>One scheduled release. <paramref name="At"/> is its instant (UTC); an all-day or tentative event has <paramref name="AllDay"/> set and counts for its whole UTC day.</summary>
public sealed record NewsEvent(DateTimeOffset At, string Currency, NewsImpact Impact, string Title, bool AllDay = false);
