namespace Portcullis.Reports;

/// <summary>Every bound of the reports, in one place.</summary>
public static class Limits
{
    /// <summary>The shortest pause between two batches: events gather meanwhile, and a batch of many costs less than many batches.</summary>
    public static readonly TimeSpan StepPause = TimeSpan.FromMilliseconds(250);

    /// <summary>Of the time, how much folding may take while the gateway decides: one part in so many.</summary>
    public const int Share = 5;

    /// <summary>The longest pause between two batches: so old may a report be that nothing holds up.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>How long the runner rests when the database is away.</summary>
    public static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(1);

    /// <summary>Rows of one page.</summary>
    public const int PageRows = 1_000;

    /// <summary>Rows of a page whose size nobody names.</summary>
    public const int DefaultPageRows = 100;

    /// <summary>How long one answer may take the database; the caller's deadline where that is shorter.</summary>
    public static readonly TimeSpan QueryTime = TimeSpan.FromSeconds(20);
}
