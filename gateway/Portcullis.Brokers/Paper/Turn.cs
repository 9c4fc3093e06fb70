namespace Portcullis.Brokers.Paper;

/// <summary>One account's turn: what is decided in it is seen at once by what is decided next.</summary>
public sealed class Turn(PaperAccount account, PaperBrokerOptions options, DateTimeOffset now)
{
    private readonly List<PaperEvent> _events = [];

    public PaperAccount Account { get; private set; } = account;

    public PaperBrokerOptions Options => options;

    public DateTimeOffset Now => now;

    /// <summary>Makes the turn one for ever: the ledger refuses a second one under it.</summary>
    public string? Key { get; init; }

    /// <summary>Which fences the turn was judged by; null where none matters. The ledger refuses it when there are newer ones.</summary>
    public long? FenceVersion { get; init; }

    public IReadOnlyList<PaperEvent> Events => _events;

    public void Emit(PaperEvent paperEvent)
    {
        _events.Add(paperEvent);
        Account = Account.Evolve(paperEvent, now);
    }
}
