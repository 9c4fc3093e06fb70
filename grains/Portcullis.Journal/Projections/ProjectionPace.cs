namespace Portcullis.Journal.Projections;

/// <summary>How hard a runner works.</summary>
/// <param name="Pause">The shortest pause between two steps; events gather meanwhile.</param>
/// <param name="Share">Of the time, how much steps may take: one part in so many.</param>
/// <param name="LongestPause">However long a step took: one that waited for another node, or for a process that stood still, has cost nobody that time.</param>
/// <param name="OutagePause">The rest when the database is away.</param>
public sealed record ProjectionPace(TimeSpan Pause, int Share, TimeSpan LongestPause, TimeSpan OutagePause)
{
    /// <summary>How long to rest after a step that took so long.</summary>
    public TimeSpan After(TimeSpan step) => TimeSpan.FromTicks(Math.Clamp(step.Ticks * (Share - 1), Pause.Ticks, LongestPause.Ticks));
}
