namespace Portcullis.Journal;

/// <summary>The private instance can't be had; the message says what to do.</summary>
public sealed class PrivatePostgresException : Exception
{
    public PrivatePostgresException()
    {
    }

    public PrivatePostgresException(string message)
        : base(message)
    {
    }

    public PrivatePostgresException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
