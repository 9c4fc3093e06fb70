using Portcullis.Testing;

namespace Portcullis.Journal.Tests.Contract;

public sealed class PostgresJournalTests(PostgresFixture postgres) : JournalContract
{
    protected override async Task<IJournal> OpenAsync() =>
        await PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = await postgres.CreateDatabaseAsync(Ct) }, TimeProvider.System, ct: Ct);
}
