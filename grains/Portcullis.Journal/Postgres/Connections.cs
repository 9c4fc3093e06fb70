using Npgsql;

namespace Portcullis.Journal.Postgres;

/// <summary>The pools of a journal. The writer has its own, of one, so that readers can never keep it from committing.</summary>
internal static class Connections
{
    public static NpgsqlDataSource ForReading(PostgresJournalOptions options) =>
        Build(new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            MaxPoolSize = options.ReadConnections + 1,
            MinPoolSize = 0,
            MaxAutoPrepare = 32,
            AutoPrepareMinUsages = 2,
            ApplicationName = "portcullis-read",
        });

    public static NpgsqlDataSource ForWriting(PostgresJournalOptions options, string sessionName) =>
        Build(new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            Pooling = false,
            ApplicationName = sessionName,
            Timeout = (int)Math.Ceiling(options.CommitTimeout.TotalSeconds),
            KeepAlive = 0,
            Options = $"-c lock_timeout={(long)options.LockTimeout.TotalMilliseconds} -c synchronous_commit=on -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off",
        });

    public static NpgsqlDataSource ForMigrating(PostgresJournalOptions options) =>
        Build(new NpgsqlConnectionStringBuilder(options.OwnerConnectionString ?? options.ConnectionString) { Pooling = false, ApplicationName = "portcullis-migrate" });

    private static NpgsqlDataSource Build(NpgsqlConnectionStringBuilder settings)
    {
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        var severalHosts = settings.Host?.Contains(',', StringComparison.Ordinal) == true;
        return severalHosts ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary) : builder.Build();
    }
}
