namespace Portcullis.Brokers.Paper;

/// <summary>One account's turn: what is decided in it is seen at once by what is decided next.</summary>
public sealed class Turn(PaperAccount account, PaperBrokerOptions options, DateTimeOffset now)
{
    private readonly List<PaperEvent> _events = [];

    public PaperAccount Account { get; private set; } = account;

    public PaperBrokerOptions Options => options;

    public DateTimeOffset Now => now;

    public IReadOnlyList<PaperEvent> Events => _events;

    public void Emit(PaperEvent paperEvent)
    {
        _events.Add(paperEvent);
        Account = Account.Evolve(paperEvent, now);
    }
}
