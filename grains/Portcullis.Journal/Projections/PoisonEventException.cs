namespace Portcullis.Journal.Projections;

/// <summary>An event that a read model can't fold: it stands aside, and the model goes on without it.</summary>
public sealed class PoisonEventException : Exception
{
    public PoisonEventException()
    {
    }

    public PoisonEventException(string message)
        : base(message)
    {
    }

    public PoisonEventException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    public PoisonEventException(StoredEvent poison, Exception innerException)
        : base($"Event {poison.Position} ({poison.Type}, {poison.Stream} version {poison.Version}) can't be folded: {innerException.Message}", innerException) =>
        Position = poison.Position;

    /// <summary>Where the event lies.</summary>
    public long Position { get; }
}
