using System.Net.Sockets;
using Npgsql;

namespace Portcullis.Journal.Postgres;

/// <summary>Tells in the journal's own words that the database is away, however its driver has put it: callers of a read need know one exception.</summary>
internal static class Reachability
{
    /// <exception cref="JournalUnavailableException">The database can't be read now.</exception>
    public static async Task<T> Told<T>(Func<Task<T>> read, CancellationToken ct)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (IsAway(e) && !ct.IsCancellationRequested)
        {
            throw new JournalUnavailableException("The database can't be read now.", e);
        }
    }

    // What the server refuses for good is a bug of ours, and must look like one.
    private static bool IsAway(Exception e) => e is TimeoutException or IOException or SocketException or NpgsqlException and not PostgresException { IsTransient: false };
}
