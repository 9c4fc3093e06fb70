using Portcullis.Journal.Privacy;

namespace Portcullis.Journal.Tests.Privacy;

public sealed class InMemorySubjectVaultTests : SubjectVaultContract
{
    protected override Task<ISubjectVault> OpenAsync() => Task.FromResult<ISubjectVault>(new InMemoryJournal().Subjects);
}
