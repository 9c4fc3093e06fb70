namespace Portcullis.Domain.News;

public static class NewsLimits
{
    /// <summary>How many events one decision may see: the nearest ones. More never fall into one window in practice, and a decision records what it saw.</summary>
    public const int NearestEvents = 16;

    /// <summary>An event under this currency concerns every instrument.</summary>
    public const string EveryCurrency = "ALL";
}
