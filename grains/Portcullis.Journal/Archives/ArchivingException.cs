namespace Portcullis.Journal.Archives;

/// <summary>Archiving would not be safe now; the message says why. Nothing was removed that was not archived before.</summary>
public sealed class ArchivingException : Exception
{
    public ArchivingException()
    {
    }

    public ArchivingException(string message)
        : base(message)
    {
    }

    public ArchivingException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
