using System.Data;
using Npgsql;

namespace Portcullis.Journal.Postgres;

/// <summary>One connection that writes, with its statement prepared.</summary>
internal sealed class WriterSession(NpgsqlConnection connection, AppendStatement statement) : IAsyncDisposable
{
    public bool IsUsable => connection.FullState == ConnectionState.Open;

    public Task<AppendResult[]> CommitAsync(IReadOnlyList<PendingAppend> batch) => statement.CommitAsync(batch);

    public async ValueTask DisposeAsync()
    {
        await statement.DisposeAsync();
        await connection.DisposeAsync();
    }
}
