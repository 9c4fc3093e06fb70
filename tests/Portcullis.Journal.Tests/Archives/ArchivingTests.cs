using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;
using Portcullis.Journal.Archives;
using Portcullis.Journal.Integrity;
using Portcullis.Journal.Postgres;
using Portcullis.Journal.Tests.CommandLine;
using Portcullis.Journal.Tests.Projections;
using Portcullis.Testing;

namespace Portcullis.Journal.Tests.Archives;

/// <summary>
/// Thirty events of three streams, in ten blocks. account-a and account-b have a snapshot, of version 8 and of version 3; control has none.
/// Everything is older than the archive's time.
/// </summary>
public sealed class ArchivingTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const int Schema = 2;
    private static readonly string[] Streams = ["account-a", "account-b", "control"];

    private readonly string _folder = TestFolder.NewPath("portcullis-archives-");
    private string _database = null!;
    private PostgresJournal _journal = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync(Ct);
        _journal = await OpenAsync();
        for (var n = 0; n < 10; n++)
            await _journal.AppendAsync(Given.Append(Streams[n % 3], n / 3 * 3, events: 3, key: $"order-{n}"), Ct);
        await _journal.SaveSnapshotAsync(new Snapshot("account-a", 8, Schema, "a"u8.ToArray()), Ct);
        await _journal.SaveSnapshotAsync(new Snapshot("account-b", 3, Schema, "b"u8.ToArray()), Ct);
        await _journal.SaveSnapshotAsync(new Snapshot("account-b", 9, Schema - 1, "older"u8.ToArray()), Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_snapshots_cover_leaves_the_tables_and_the_rest_stays()
    {
        var result = await ArchiveAsync();

        (result.Events, result.ThroughPosition, result.Removed).ShouldBe((30, 30, 11));
        result.Staying.ShouldBe([("control", 9), ("account-b", 6), ("account-a", 4)]);
        (await Sql.ScalarAsync(_database, "select string_agg(stream_id || ' ' || version, ', ' order by seq_id) from mt_events where seq_id <= 12"))
            .ShouldBe("control 1, control 2, control 3");
        (await Sql.ScalarAsync(_database, "select min(version) from mt_events where stream_id = 'account-a'")).ShouldBe(9L);
    }

    [Fact]
    public async Task The_database_verifies_on_and_tells_what_it_did_not_read_and_with_the_folder_everything_is_read()
    {
        var hash = (await _journal.ChainHeadAsync(Ct)).Hash;
        await ArchiveAsync();

        var without = await _journal.VerifyAsync(new VerifyRequest(), null, Ct);
        without.Findings.ShouldBeEmpty();
        (without.Events, without.Archived, without.ArchivedThrough).ShouldBe((20, 11, 30));

        var with = await VerifyAsync();
        with.Findings.ShouldBeEmpty();
        (with.Events, with.Archived, with.HeadHash).ShouldBe((31, 0, without.HeadHash));

        var alone = await new ArchiveFolder(_folder).VerifyAsync(new VerifyRequest(), null, Ct);
        alone.Findings.ShouldBeEmpty();
        (alone.Events, alone.HeadHash).ShouldBe((30, hash));
    }

    [Fact]
    public async Task Appends_keys_and_snapshots_go_on_as_if_nothing_had_left()
    {
        await ArchiveAsync();

        (await _journal.AppendAsync(Given.Append("account-a", 3, key: "order-0"), Ct)).ShouldBe(new AppendResult.KeyTaken(1));
        (await _journal.AppendAsync(Given.Append("account-a", 8), Ct)).ShouldBe(new AppendResult.VersionConflict(12));
        (await _journal.AppendAsync(Given.Append("account-a", 12, control: 9), Ct)).ShouldBe(new AppendResult.Accepted(32, 32, 13));
        (await _journal.ReadStreamAsync("account-a", 9, Ct).Select(stored => stored.Version).ToArrayAsync(Ct)).ShouldBe([9, 10, 11, 12, 13]);
        (await _journal.ReadStreamAsync("account-a", 14, Ct).CountAsync(Ct)).ShouldBe(0);
        (await _journal.ReadAllAsync(30, Ct).Select(stored => stored.Stream).ToArrayAsync(Ct)).ShouldBe([ArchiveRecord.Stream, "account-a"]);
        (await _journal.VerifyAsync(new VerifyRequest(), null, Ct)).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_the_folder_nobody_reads_past_what_has_left_unknowingly()
    {
        await ArchiveAsync();

        await ToldAsync(() => _journal.ReadStreamAsync("account-a", 1, Ct).CountAsync(Ct).AsTask(), "from version 9 on");
        await ToldAsync(() => _journal.ReadStreamAsync("account-b", 3, Ct).CountAsync(Ct).AsTask(), "from version 4 on");
        await ToldAsync(() => _journal.ReadAllAsync(0, Ct).CountAsync(Ct).AsTask(), "after position 30");
        await ToldAsync(() => _journal.ReadWhereAsync(new EventFilter { Types = ["order_decided"] }, Ct).CountAsync(Ct).AsTask(), "after position 30");
        await ToldAsync(() => _journal.SubscribeAsync(0, Ct).FirstAsync(Ct).AsTask(), "after position 30");
        await ToldAsync(() => _journal.FindByKeyAsync("account-a", "order-0", Ct), "from version 9 on");
        await ToldAsync(() => _journal.Project(new EventsPerStream(1)).CatchUpAsync(Ct), "after position 30");
        await ToldAsync(() => _journal.ArchiveAsync(new MemoryStream(), ct: Ct), "after position 30");

        static async Task ToldAsync(Func<Task> read, string where) => (await Should.ThrowAsync<EventsArchivedException>(read)).Message.ShouldContain(where);
    }

    [Fact]
    public async Task With_the_folder_readers_subscribers_keys_and_read_models_notice_nothing()
    {
        var before = await _journal.ReadAllAsync(ct: Ct).Select(Told).ToListAsync(Ct);
        await ArchiveAsync();
        await using var whole = await OpenAsync(_folder);
        await whole.AppendAsync(Given.Append("account-a", 12), Ct);

        var all = await whole.ReadAllAsync(ct: Ct).ToListAsync(Ct);
        all.Take(30).Select(Told).ShouldBe(before);
        all.Select(stored => stored.Position).ShouldBe(Enumerable.Range(1, 32).Select(n => (long)n));
        (await whole.SubscribeAsync(4, Ct).Take(28).Select(stored => stored.Position).ToListAsync(Ct)).ShouldBe(Enumerable.Range(5, 28).Select(n => (long)n));
        (await whole.ReadStreamAsync("account-a", 2, Ct).Select(stored => stored.Version).ToListAsync(Ct)).ShouldBe(Enumerable.Range(2, 12).Select(n => (long)n));
        (await whole.ReadWhereAsync(new EventFilter { AfterPosition = 7, Types = ["order_decided"] }, Ct).CountAsync(Ct)).ShouldBe(24);
        (await whole.FindByKeyAsync("account-b", "order-1", Ct)).ShouldNotBeNull().Version.ShouldBe(1);
        (await whole.Project(new EventsPerStream(1)).CatchUpAsync(Ct)).ShouldBe(32);
        (await Sql.ScalarAsync(_database, "select events from events_per_stream_v1.counts where stream = 'account-a'")).ShouldBe(13L);
        (await whole.VerifyAsync(new VerifyRequest { Archives = new ArchiveFolder(_folder) }, null, Ct)).Findings.ShouldBeEmpty();

        static (long, string, long, string, string, DateTimeOffset, Guid) Told(StoredEvent stored) =>
            (stored.Position, stored.Stream, stored.Version, stored.Type, JsonNode.Parse(stored.Json.Span)!.ToJsonString(), stored.Timestamp, stored.Id);
    }

    [Fact]
    public async Task A_second_archive_continues_the_first_and_takes_what_newer_snapshots_cover()
    {
        await ArchiveAsync();
        for (var n = 0; n < 4; n++)
            await _journal.AppendAsync(Given.Append("account-b", 9 + n, key: $"late-{n}"), Ct);
        await _journal.SaveSnapshotAsync(new Snapshot("account-b", 12, Schema, "b"u8.ToArray()), Ct);

        var second = await ArchiveAsync();
        (second.Events, second.ThroughPosition, second.Removed).ShouldBe((5, 35, 9));
        (await Sql.ScalarAsync(_database, "select min(version) from mt_events where stream_id = 'account-b'")).ShouldBe(13L);
        (await VerifyAsync()).Findings.ShouldBeEmpty();
        (await _journal.VerifyAsync(new VerifyRequest(), null, Ct)).Findings.ShouldBeEmpty();
        await using var whole = await OpenAsync(_folder);
        (await whole.ReadStreamAsync("account-b", 1, Ct).Select(stored => stored.Version).ToListAsync(Ct)).ShouldBe(Enumerable.Range(1, 13).Select(n => (long)n));
        (await whole.ReadAllAsync(ct: Ct).CountAsync(Ct)).ShouldBe(36);

        (await new JournalArchiving(_database, "public", TimeProvider.System).RunAsync(Given.Noon, _folder, Ct)).ShouldSatisfyAllConditions(
            nothing => nothing.Path.ShouldBeNull(), nothing => nothing.Removed.ShouldBe(0));
    }

    [Fact]
    public async Task A_run_that_ended_before_anything_left_is_finished_by_the_next()
    {
        // Everything after the record is undone, as if the process had died right then.
        await Sql.ExecuteAsync(_database, "create table kept as select * from mt_events");
        await ArchiveAsync();
        await Sql.ExecuteAsync(_database, "insert into mt_events select k.* from kept k where not exists (select from mt_events e where e.seq_id = k.seq_id); drop table kept");
        (await _journal.VerifyAsync(new VerifyRequest(), null, Ct)).Findings.ShouldBeEmpty();
        (await _journal.ReadAllAsync(ct: Ct).CountAsync(Ct)).ShouldBe(31);

        (await new JournalArchiving(_database, "public", TimeProvider.System).RunAsync(Given.Noon, _folder, Ct)).Removed.ShouldBe(11);
        (await VerifyAsync()).Findings.ShouldBeEmpty();
        (await _journal.VerifyAsync(new VerifyRequest(), null, Ct)).Findings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("select pg_advisory_xact_lock({0})")]
    [InlineData("select 1 from mt_events where seq_id = 20 for update")]
    public async Task A_run_that_is_killed_while_it_is_recorded_or_while_events_leave_loses_nothing_and_may_be_repeated(string obstacle)
    {
        await using (var holder = new NpgsqlConnection(_database + ";Pooling=false"))
        {
            await holder.OpenAsync(Ct);
            await using var transaction = await holder.BeginTransactionAsync(Ct);
            await using var hold = new NpgsqlCommand(string.Format(CultureInfo.InvariantCulture, obstacle, new SchemaName("public").AppendLock), holder);
            await hold.ExecuteNonQueryAsync(Ct);
            using var run = Tool.Start("archive", "--database", _database, "--before", Now.ToString("O"), "--to", _folder);
            await Wait.UntilAsync(
                async () => await Sql.ScalarAsync(_database, "select exists (select from pg_stat_activity where application_name = 'portcullis-migrate' and datname = current_database() and wait_event_type = 'Lock')") is true, Ct);
            run.Kill();
            await run.WaitForExitAsync(Ct);
        }

        await Wait.UntilAsync(async () => await Sql.ScalarAsync(_database, "select not exists (select from pg_stat_activity where application_name = 'portcullis-migrate' and datname = current_database())") is true, Ct);
        (await _journal.VerifyAsync(new VerifyRequest(), null, Ct)).Findings.ShouldBeEmpty();
        await using (var whole = await OpenAsync(_folder))
            (await whole.ReadAllAsync(ct: Ct).CountAsync(Ct)).ShouldBe(31);

        var again = await Tool.RunAsync("archive", "--database", _database, "--before", Now.ToString("O"), "--to", _folder);
        again.ExitCode.ShouldBe(0, again.Errors);
        (await _journal.VerifyAsync(new VerifyRequest(), null, Ct)).Archived.ShouldBe(11);
        (await VerifyAsync()).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Archiving_beside_producers_and_subscribers_disturbs_neither()
    {
        await using var whole = await OpenAsync(_folder);
        using var done = new CancellationTokenSource();
        var producers = Enumerable.Range(0, 3).Select(n => Task.Run(() => ProduceAsync($"account-p{n}", done.Token), Ct)).ToArray();
        var runs = new List<long>();
        for (var n = 0; n < 3; n++)
        {
            var head = await whole.HeadAsync(Ct);
            await Wait.UntilAsync(async () => await whole.HeadAsync(Ct) > head + 200, Ct);
            runs.Add((await ArchiveAsync()).Removed);
            var seen = await whole.SubscribeAsync(0, Ct).Take((int)head).Select(stored => stored.Position).ToListAsync(Ct);
            seen.ShouldBe(Enumerable.Range(1, (int)head).Select(position => (long)position));
        }

        await done.CancelAsync();
        await Task.WhenAll(producers);
        runs.ShouldAllBe(removed => removed > 0);
        (await _journal.VerifyAsync(new VerifyRequest(), null, Ct)).Findings.ShouldBeEmpty();
        (await VerifyAsync()).Findings.ShouldBeEmpty();
        (await whole.ReadStreamAsync("account-p0", ct: Ct).Select((stored, n) => stored.Version == n + 1).AllAsync(inOrder => inOrder, Ct)).ShouldBeTrue();

        async Task ProduceAsync(string stream, CancellationToken stop)
        {
            for (var version = 0; !stop.IsCancellationRequested; version++)
            {
                (await _journal.AppendAsync(Given.Append(stream, version, key: $"order-{version}"), Ct)).ShouldBeOfType<AppendResult.Accepted>();
                if (version % 10 == 9)
                    await _journal.SaveSnapshotAsync(new Snapshot(stream, version, Schema, "s"u8.ToArray()), Ct);
            }
        }
    }

    [Fact]
    public async Task A_draft_that_a_dead_run_left_behind_is_written_anew()
    {
        Directory.CreateDirectory(_folder);
        await File.WriteAllTextAsync(Path.Combine(_folder, "draft-" + ArchiveFolder.NameOf(1, 30)), "half", Ct);

        (await ArchiveAsync()).Removed.ShouldBe(11);
        Directory.GetFiles(_folder).ShouldHaveSingleItem();
        (await VerifyAsync()).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_leaves_that_does_not_verify_that_a_read_model_still_needs_or_whose_archives_are_elsewhere()
    {
        await _journal.Project(new EventsPerStream(1)).CatchUpAsync(Ct);
        await _journal.AppendAsync(Given.Append("account-b", 9), Ct);
        (await Should.ThrowAsync<ArchivingException>(ArchiveAsync)).Message.ShouldContain("events_per_stream:V1:All");
        await _journal.Project(new EventsPerStream(1)).CatchUpAsync(Ct);

        await Sql.ExecuteAsync(_database, "update mt_events set type = 'order_rejected' where seq_id = 2");
        (await Should.ThrowAsync<ArchivingException>(ArchiveAsync)).Message.ShouldContain("does not verify");
        Directory.GetFiles(_folder).ShouldBeEmpty();
        await Sql.ExecuteAsync(_database, "update mt_events set type = 'order_decided' where seq_id = 2");

        await ArchiveAsync();
        var moved = _folder + "-moved";
        Directory.Move(_folder, moved);
        (await Should.ThrowAsync<ArchivingException>(ArchiveAsync)).Message.ShouldContain("is missing");
        Directory.Move(moved, _folder);
    }

    [Theory]
    [InlineData("delete from mt_events where stream_id = 'control' and version = 2", FindingKind.WrongStream)]
    [InlineData("delete from mt_events where stream_id = 'account-a' and version = 9", FindingKind.WrongStream)]
    [InlineData("update mt_events set type = 'x' where stream_id = 'control' and version = 2", FindingKind.Changed)]
    [InlineData("update pc_archived set last_version = 9 where stream_id = 'account-a'", FindingKind.WrongArchive)]
    [InlineData("update pc_archived set first_version = 2 where stream_id = 'account-a'", FindingKind.WrongArchive)]
    [InlineData("update pc_archived set first_position = 2 where stream_id = 'account-a'", FindingKind.WrongArchive)]
    [InlineData("update pc_archived set last_position = 2 where stream_id = 'account-a'", FindingKind.WrongArchive)]
    [InlineData("update pc_archived set first_at = now() where stream_id = 'account-a'", FindingKind.WrongArchive)]
    [InlineData("update pc_archived set last_at = now() where stream_id = 'account-a'", FindingKind.WrongArchive)]
    [InlineData("update pc_archived set archive = 2 where stream_id = 'account-a'", FindingKind.WrongArchive)]
    [InlineData("update pc_archived set stream_id = 'account-x' where stream_id = 'account-a'", FindingKind.WrongArchive)]
    [InlineData("delete from pc_archived where stream_id = 'account-a'", FindingKind.WrongArchive)]
    [InlineData("insert into pc_archived select 'control', 1, 1, 9, 7, 27, now(), now(); delete from mt_events where stream_id = 'control'", FindingKind.WrongArchive)]
    [InlineData("insert into pc_archived select 'control', 2, 1, 9, 7, 27, now(), now(); delete from mt_events where stream_id = 'control'", FindingKind.WrongArchive)]
    [InlineData("delete from pc_keys where stream_id = 'account-a' and version = 1", FindingKind.WrongArchive)]
    [InlineData("update pc_keys set key = 'other' where stream_id = 'account-a' and version = 1", FindingKind.WrongArchive)]
    [InlineData("insert into pc_keys values ('account-a', 'other', 2)", FindingKind.WrongArchive)]
    [InlineData("delete from pc_snapshots where stream_id = 'account-a'", FindingKind.WrongSnapshot)]
    [InlineData("update mt_streams set created = now() where id = 'account-a'", FindingKind.WrongStream)]
    [InlineData("update mt_streams set version = 13 where id = 'account-a'", FindingKind.WrongStream)]
    [InlineData("update mt_events set data = jsonb_set(data, '{removed}', '99') where stream_id = 'archive'", FindingKind.Changed)]
    [InlineData("delete from mt_events where stream_id = 'archive'", FindingKind.Missing)]
    public async Task Each_edit_of_what_stays_or_of_what_tells_what_has_left_is_found_without_the_folder(string attack, FindingKind kind)
    {
        await ArchiveAsync();
        await Sql.ExecuteAsync(_database, attack);

        (await _journal.VerifyAsync(new VerifyRequest(), null, Ct)).Findings.ShouldContain(finding => finding.Kind == kind);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("edited")]
    [InlineData("gone")]
    public async Task An_archive_that_is_not_the_one_in_the_chain_is_named(string how)
    {
        var path = (await ArchiveAsync()).Path!;
        if (how == "gone")
            File.Delete(path);
        else if (how == "cut")
            await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync(path, Ct))[..^20], Ct);
        else
            await File.WriteAllBytesAsync(path, [.. await File.ReadAllBytesAsync(path, Ct), 0], Ct);

        var report = await VerifyAsync();
        report.Findings.ShouldContain(finding => finding.Kind == FindingKind.WrongArchive && finding.Message.Contains(path));
        report.Findings.Count(finding => finding.Kind == FindingKind.Missing).ShouldBe(11);
    }

    [Fact]
    public async Task The_running_role_can_neither_archive_nor_edit_what_was_archived()
    {
        await ArchiveAsync();
        var role = "runner_" + new NpgsqlConnectionStringBuilder(_database).Database;
        await Sql.ExecuteAsync(_database, $"create role {role} login password 'runner'");
        var runner = new NpgsqlConnectionStringBuilder(_database) { Username = role, Password = "runner" }.ConnectionString;
        try
        {
            await using (var running = await PostgresJournal.OpenAsync(
                new PostgresJournalOptions { ConnectionString = runner, OwnerConnectionString = _database, RuntimeRole = role, ArchiveFolder = _folder }, TimeProvider.System, ct: Ct))
            {
                (await running.ReadAllAsync(ct: Ct).CountAsync(Ct)).ShouldBe(31);
                await running.AppendAsync(Given.Append("account-a", 12), Ct);
            }

            foreach (var forbidden in (string[])["delete from pc_archived", "update pc_archived set last_version = 1", "insert into pc_archived values ('x', 1, 1, 1, 1, 1, now(), now())"])
                (await Should.ThrowAsync<PostgresException>(() => Sql.ExecuteAsync(runner, forbidden))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
            await Should.ThrowAsync<PostgresException>(() => new JournalArchiving(runner, "public", TimeProvider.System).RunAsync(Now, _folder, Ct));
            (await VerifyAsync()).Findings.ShouldBeEmpty();
        }
        finally
        {
            await Sql.ExecuteAsync(_database, $"drop owned by {role}; drop role {role}");
        }
    }

    private Task<PostgresJournal> OpenAsync(string? archives = null) =>
        PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = _database, ArchiveFolder = archives }, TimeProvider.System, ct: Ct);

    private Task<ArchivingResult> ArchiveAsync() => new JournalArchiving(_database, "public", TimeProvider.System).RunAsync(Now, _folder, Ct);

    private Task<VerifyReport> VerifyAsync() => _journal.VerifyAsync(new VerifyRequest { Archives = new ArchiveFolder(_folder) }, null, Ct);
}
