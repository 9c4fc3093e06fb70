using Portcullis.Domain.News;

namespace Portcullis.Markets.News;

/// <summary>What an event means whose source names no currency or impact, as the schedules of statistical offices do; null: such an event is a fault.</summary>
public sealed record NewsDefaults(string? Currency = null, NewsImpact? Impact = null)
{
    public static readonly NewsDefaults None = new();
}
