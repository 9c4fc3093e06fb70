using Npgsql;

namespace Portcullis.Journal.Postgres;

/// <summary>The pools of a journal. The writers have their own, so that readers can never keep it from committing.</summary>
internal static class Connections
{
    /// <summary>The listening connection asks this often whether anybody is still there: a network that went silent says nothing by itself.</summary>
    private const int KeepAliveSeconds = 5;

    /// <summary>Of several hosts, how long one is remembered as no primary: a promoted standby is found within this.</summary>
    private const int HostRecheckSeconds = 1;

    /// <summary>After its time-out a command's connection is broken without waiting for an answer to its cancellation, which a silent network would not bring either.</summary>
    private const int BreakAtOnce = -1;

    /// <summary>A full batch goes out in a few writes, not in eight kilobytes each.</summary>
    private const int BatchBuffer = 128 * 1024;

    public static HostPool ForReading(PostgresJournalOptions options) =>
        new(new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            MaxPoolSize = options.ReadConnections + 1,
            MinPoolSize = 0,
            MaxAutoPrepare = 32,
            AutoPrepareMinUsages = 2,
            // A reader leaves nothing behind in its session that the next would have to be cleaned of.
            NoResetOnClose = true,
            KeepAlive = KeepAliveSeconds,
            CommandTimeout = (int)Math.Ceiling(options.ReadTimeout.TotalSeconds),
            Timeout = (int)Math.Ceiling(options.ReadTimeout.TotalSeconds),
            CancellationTimeout = BreakAtOnce,
            HostRecheckSeconds = HostRecheckSeconds,
            ApplicationName = "portcullis-read",
        });

    public static HostPool ForWriting(PostgresJournalOptions options, string sessionName) =>
        new(new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            Pooling = false,
            WriteBufferSize = BatchBuffer,
            ApplicationName = sessionName,
            Timeout = (int)Math.Ceiling(options.CommitTimeout.TotalSeconds),
            KeepAlive = 0,
            CancellationTimeout = BreakAtOnce,
            HostRecheckSeconds = HostRecheckSeconds,
            Options = $"-c lock_timeout={(long)options.LockTimeout.TotalMilliseconds} -c synchronous_commit=on -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off",
        });

    public static HostPool ForOutbox(PostgresJournalOptions options) =>
        new(new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            Pooling = false,
            ApplicationName = "portcullis-outbox",
            Timeout = (int)Limits.OutboxPatience.TotalSeconds,
            CommandTimeout = (int)Limits.OutboxPatience.TotalSeconds,
            CancellationTimeout = BreakAtOnce,
            HostRecheckSeconds = HostRecheckSeconds,
            Options = $"-c idle_session_timeout={(long)Limits.OutboxLease.TotalMilliseconds}",
        });

    public static HostPool ForMigrating(PostgresJournalOptions options) =>
        new(new NpgsqlConnectionStringBuilder(options.OwnerConnectionString ?? options.ConnectionString) { Pooling = false, ApplicationName = "portcullis-migrate" });
}
