using Npgsql;
using Portcullis.Testing;

namespace Portcullis.Journal.Tests.Postgres;

public sealed class SchemaTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nodes_that_start_together_on_an_empty_database_migrate_it_once()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);

        var journals = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenAsync(database)));

        (await Sql.ScalarAsync(database, "select count(*) from pc_migrations")).ShouldBe((long)typeof(PostgresJournal).Assembly.GetManifestResourceNames().Length);
        foreach (var journal in journals)
            await journal.DisposeAsync();
    }

    [Fact]
    public async Task A_newer_schema_than_this_program_knows_is_refused()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await (await OpenAsync(database)).DisposeAsync();
        await Sql.ExecuteAsync(database, "insert into pc_migrations (number, name, checksum) values (999, 'from_the_future', 'x')");

        (await Should.ThrowAsync<JournalSchemaException>(() => OpenAsync(database))).Message.ShouldContain("version 999");
    }

    [Fact]
    public async Task A_migration_that_was_edited_after_it_was_applied_is_refused()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await (await OpenAsync(database)).DisposeAsync();
        await Sql.ExecuteAsync(database, "update pc_migrations set checksum = 'x' where number = 2");

        (await Should.ThrowAsync<JournalSchemaException>(() => OpenAsync(database))).Message.ShouldContain("Migration 2");
    }

    [Fact]
    public async Task Two_journals_in_one_database_know_nothing_of_each_other()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await using var first = await OpenAsync(database);
        await using var second = await OpenAsync(database, options => options with { Schema = "broker" });

        await first.AppendAsync(Given.Append("account-a", 0, events: 3), Ct);
        (await second.AppendAsync(Given.Append("account-a", 0), Ct)).ShouldBe(new AppendResult.Accepted(1, 1, 1));
        (await second.ReadAllAsync(ct: Ct).CountAsync(Ct)).ShouldBe(1);
    }

    [Fact]
    public async Task The_running_role_appends_and_reads_and_can_neither_change_nor_remove_nor_alter()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        var role = "runner_" + new NpgsqlConnectionStringBuilder(database).Database;
        await Sql.ExecuteAsync(database, $"create role {role} login password 'runner'");
        var runner = new NpgsqlConnectionStringBuilder(database) { Username = role, Password = "runner" }.ConnectionString;
        try
        {
            await using (var journal = await OpenAsync(runner, options => options with { OwnerConnectionString = database, RuntimeRole = role }))
            {
                (await journal.AppendAsync(Given.Append("account-a", 0, key: "order-1"), Ct)).ShouldBe(new AppendResult.Accepted(1, 1, 1));
                await journal.Outbox.StartAsync(Ct);
                journal.Outbox.Epoch.ShouldBe(1);
                await journal.Outbox.WriteMarkAsync(new OutboxMark(1, ["account-a"]), Ct);
                journal.Outbox.IsHeld.ShouldBeTrue();
                await journal.SaveSnapshotAsync(new Snapshot("account-a", 1, 1, "x"u8.ToArray()), Ct);
                var name = await journal.Subjects.SealAsync("trader-7", "Ada", Ct);
                (await journal.Subjects.OpenAsync([new("trader-7", name)], Ct)).ShouldBe(["Ada"]);
                await journal.Subjects.EraseAsync(["trader-7"], Ct);
                (await journal.Subjects.OpenAsync([new("trader-7", name)], Ct)).ShouldBe([null]);
                (await journal.VerifyAsync(new VerifyRequest(), null, Ct)).Valid.ShouldBeTrue();
            }

            foreach (var forbidden in (string[])
                [
                    "delete from mt_events", "update mt_events set type = 'x'", "truncate mt_events", "insert into mt_streams (id) values ('x')", "delete from pc_blocks", "drop table mt_events",
                    "alter table mt_events add column x int", "delete from pc_keys", "update pc_blobs set content = ''", "select setval('mt_events_sequence', 1)", "delete from pc_outbox", "delete from pc_subjects",
                    "insert into pc_outbox (one, epoch, position, streams) values (false, 1, 1, '{}')",
                ])
            {
                (await Should.ThrowAsync<PostgresException>(() => Sql.ExecuteAsync(runner, forbidden))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, forbidden);
            }
        }
        finally
        {
            await Sql.ExecuteAsync(database, $"drop owned by {role}; drop role {role}");
        }
    }

    [Fact]
    public async Task An_erased_key_is_vacuumed_at_the_next_round_and_not_after_fifty_more()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await (await OpenAsync(database)).DisposeAsync();

        (await Sql.ScalarAsync(database, "select reloptions from pg_class where oid = 'pc_subjects'::regclass")).ShouldBe(new[] { "autovacuum_vacuum_threshold=0", "autovacuum_vacuum_scale_factor=0" });
    }

    [Fact]
    public async Task The_tables_are_those_of_marten_name_by_name()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await (await OpenAsync(database)).DisposeAsync();

        (await ColumnsAsync("mt_streams")).ShouldBe("id varchar no, type varchar yes, version int8 yes, timestamp timestamptz no, created timestamptz no, tenant_id varchar yes, is_archived bool yes");
        (await ColumnsAsync("mt_events")).ShouldBe(
            "seq_id int8 no, id uuid no, stream_id varchar yes, version int8 no, data jsonb no, bdata bytea yes, type varchar no, timestamp timestamptz no, tenant_id varchar yes, mt_dotnet_type varchar yes, headers jsonb yes, is_archived bool yes");
        (await ColumnsAsync("mt_event_progression")).ShouldBe("name varchar no, last_seq_id int8 yes, last_updated timestamptz yes");
        (await Sql.ScalarAsync(database, "select string_agg(conname, ' ' order by conname) from pg_constraint where conrelid in ('mt_streams'::regclass, 'mt_events'::regclass, 'mt_event_progression'::regclass) and contype in ('p', 'f')"))
            .ShouldBe("fkey_mt_events_stream_id pk_mt_event_progression pkey_mt_events_seq_id pkey_mt_streams_id");
        (await Sql.ScalarAsync(database, "select indexdef from pg_indexes where indexname = 'pk_mt_events_stream_and_version'"))
            .ShouldBe("CREATE UNIQUE INDEX pk_mt_events_stream_and_version ON public.mt_events USING btree (stream_id, version)");
        (await Sql.ScalarAsync(database, "select count(*) from pg_indexes where tablename = 'mt_events'")).ShouldBe(2L);

        Task<object?> ColumnsAsync(string table) => Sql.ScalarAsync(
            database,
            $"select string_agg(column_name || ' ' || udt_name || ' ' || lower(is_nullable), ', ' order by ordinal_position) from information_schema.columns where table_name = '{table}'");
    }

    private static Task<PostgresJournal> OpenAsync(string database, Func<PostgresJournalOptions, PostgresJournalOptions>? change = null)
    {
        var options = new PostgresJournalOptions { ConnectionString = database };
        return PostgresJournal.OpenAsync(change?.Invoke(options) ?? options, TimeProvider.System, ct: Ct);
    }
}
