using System.Net.Sockets;
using Npgsql;

namespace Portcullis.Journal.Postgres;

/// <summary>Tells in the journal's own words that the database is away, however its driver has put it: callers of a read need know one exception.</summary>
internal static class Reachability
{
    /// <summary>The server ended a session that said nothing in the middle of a transaction.</summary>
    private const string IdleInTransaction = "25P03";

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

    // What the server refuses for good is a bug of ours, and must look like one. That it has ended a session in which this process stood still is none.
    private static bool IsAway(Exception e) =>
        e is TimeoutException or IOException or SocketException or PostgresException { SqlState: IdleInTransaction }
            or (NpgsqlException and not PostgresException { IsTransient: false });
}
