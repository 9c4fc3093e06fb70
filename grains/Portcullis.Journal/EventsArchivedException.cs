namespace Portcullis.Journal;

/// <summary>What was asked for has left the tables, and no folder of archives was named to read it from. The message says where to go on.</summary>
public sealed class EventsArchivedException : Exception
{
    public EventsArchivedException()
    {
    }

    public EventsArchivedException(string message)
        : base(message)
    {
    }

    public EventsArchivedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
