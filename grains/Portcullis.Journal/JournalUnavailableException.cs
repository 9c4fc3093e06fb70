namespace Portcullis.Journal;

/// <summary>The journal can't record now: its database is away or its queue is full. Nothing may be answered as decided.</summary>
public sealed class JournalUnavailableException : Exception
{
    public JournalUnavailableException()
        : this("The journal is not available.")
    {
    }

    public JournalUnavailableException(string message)
        : base(message)
    {
    }

    public JournalUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>When to try again at the earliest.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// True when the connection broke while the commit was under way: the events may be in the journal or not.
    /// Once the journal is available again the outcome is settled, and reading the stream tells it.
    /// </summary>
    public bool OutcomeUnknown { get; init; }
}
