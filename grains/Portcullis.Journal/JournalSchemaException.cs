namespace Portcullis.Journal;

/// <summary>The database's schema and this program do not fit together; the message says what to do.</summary>
public sealed class JournalSchemaException : Exception
{
    public JournalSchemaException()
    {
    }

    public JournalSchemaException(string message)
        : base(message)
    {
    }

    public JournalSchemaException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
