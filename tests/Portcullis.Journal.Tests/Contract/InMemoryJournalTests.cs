namespace Portcullis.Journal.Tests.Contract;

public sealed class InMemoryJournalTests : JournalContract
{
    protected override Task<IJournal> OpenAsync() => Task.FromResult<IJournal>(new InMemoryJournal());
}
