using Npgsql;

namespace Portcullis.Journal.Benchmarks;

/// <summary>
/// Every turn begins as on a server that has run for a while: with old write-ahead segments to write over. Making a new one of 16 MB takes tens of
/// milliseconds, for which every commit waits, whoever's it is.
/// </summary>
internal static class SteadyState
{
    public static async Task BeginAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var checkpoint = new NpgsqlCommand("checkpoint", connection);
        await checkpoint.ExecuteNonQueryAsync();
    }
}
