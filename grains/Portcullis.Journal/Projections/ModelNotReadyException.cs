namespace Portcullis.Journal.Projections;

/// <summary>A read model can't be asked yet: no build of it has caught up with the journal.</summary>
public sealed class ModelNotReadyException : Exception
{
    public ModelNotReadyException()
    {
    }

    public ModelNotReadyException(string message)
        : base(message)
    {
    }

    public ModelNotReadyException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
