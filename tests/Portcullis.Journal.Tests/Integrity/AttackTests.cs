using Portcullis.Journal.Integrity;
using Portcullis.Testing;

namespace Portcullis.Journal.Tests.Integrity;

/// <summary>Somebody with every right on the database edits it. Each edit is found, and named where it was made.</summary>
public sealed class AttackTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const int Appends = 20;

    private readonly string _folder = TestFolder.NewPath("portcullis-checkpoints-");
    private string _database = null!;
    private PostgresJournal _journal = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync(Ct);
        _journal = await PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = _database, NodeName = "node-1" }, TimeProvider.System, ct: Ct);

        // Blocks of different sizes over three streams; every second append carries a key.
        for (var n = 0; n < Appends; n++)
            (await _journal.AppendAsync(Given.Append($"account-{n % 3}", n / 3 * 3, events: 3, key: n % 2 == 0 ? $"order-{n}" : null), Ct)).ShouldBeOfType<AppendResult.Accepted>();
        var content = "rules"u8.ToArray();
        await _journal.PutBlobAsync(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)), content, Ct);
        (await VerifyAsync()).Findings.ShouldBeEmpty();
    }

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("id = gen_random_uuid()")]
    [InlineData("data = jsonb_set(data, '{quantity}', '999')")]
    [InlineData("data = jsonb_set(data, '{price}', '101.25')")]
    [InlineData("data = data || '{\"extra\":null}'")]
    [InlineData("bdata = 'x'")]
    [InlineData("type = 'order_rejected'")]
    [InlineData("timestamp = timestamp + interval '1 microsecond'")]
    [InlineData("tenant_id = 'other'")]
    [InlineData("mt_dotnet_type = 'Other, Other'")]
    [InlineData("headers = '{\"user\":\"somebody\"}'")]
    [InlineData("is_archived = true")]
    public async Task Each_changed_field_of_an_event_is_found_at_its_position(string change)
    {
        await AttackAsync($"update mt_events set {change} where seq_id = 20");

        var report = await VerifyAsync();
        report.Findings.ShouldContain(finding => finding.Kind == FindingKind.Changed && finding.Position == 20);
        report.Findings.ShouldAllBe(finding => finding.Position == 20);
    }

    [Theory]
    [InlineData("stream_id = 'account-9'")]
    [InlineData("version = 77")]
    public async Task An_event_that_was_moved_to_another_place_in_the_streams_is_found(string change)
    {
        await AttackAsync($"insert into mt_streams (id, version) values ('account-9', 0); update mt_events set {change} where seq_id = 20");

        (await VerifyAsync()).Findings.ShouldContain(finding => finding.Kind == FindingKind.Changed && finding.Position == 20);
    }

    [Fact]
    public async Task A_removed_event_is_named()
    {
        await AttackAsync("delete from mt_events where seq_id = 31");

        (await VerifyAsync()).Findings.ShouldContain(finding => finding.Kind == FindingKind.Missing && finding.Position == 31 && finding.Block == 11);
    }

    [Fact]
    public async Task Two_swapped_events_are_named_with_the_places_they_were_written_at()
    {
        await AttackAsync("update mt_events set seq_id = -1 where seq_id = 13; update mt_events set seq_id = 13 where seq_id = 14; update mt_events set seq_id = 14 where seq_id = -1");

        var report = await VerifyAsync();
        report.Findings.Where(finding => finding.Kind == FindingKind.Reordered).Select(finding => (finding.Position, finding.Message)).ShouldBe(
            [(13, "The event was written at position 14."), (14, "The event was written at position 13.")], ignoreOrder: true);
        report.FirstBrokenBlock.ShouldBe(5);
    }

    [Theory]
    [InlineData(61)]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task An_inserted_event_is_named(long position)
    {
        await AttackAsync(
            $"insert into mt_streams (id, version) values ('account-9', 1); insert into mt_events (seq_id, id, stream_id, version, data, type) values ({position}, gen_random_uuid(), 'account-9', 1, '{{}}', 'order_decided')");

        (await VerifyAsync()).Findings.ShouldContain(finding => finding.Kind == FindingKind.Inserted && finding.Position == position);
    }

    [Theory]
    [InlineData("delete from mt_events where seq_id > 40")]
    [InlineData("delete from mt_events where seq_id > 40; delete from pc_blocks where last_position > 40")]
    [InlineData("delete from mt_events where seq_id > 42; delete from pc_blocks where last_position > 42; update mt_event_progression set last_seq_id = 42")]
    public async Task A_cut_off_tail_is_found_by_what_was_forgotten_beside_it(string attack)
    {
        await AttackAsync(attack);

        (await VerifyAsync()).Valid.ShouldBeFalse();
    }

    [Theory]
    [InlineData("number = 99")]
    [InlineData("first_position = first_position + 1")]
    [InlineData("last_position = 1000")]
    [InlineData("node = 'node-2'")]
    [InlineData("committed_at = committed_at - interval '1 day'")]
    [InlineData("leaves = set_byte(leaves, 5, get_byte(leaves, 5) # 1)")]
    [InlineData("previous = set_byte(previous, 0, get_byte(previous, 0) # 1)")]
    [InlineData("hash = set_byte(hash, 0, get_byte(hash, 0) # 1)")]
    public async Task Each_changed_field_of_a_block_is_found(string change)
    {
        await AttackAsync($"update pc_blocks set {change} where number = 7");

        var report = await VerifyAsync();
        report.Findings.ShouldContain(finding => finding.Kind == FindingKind.BrokenBlock);
        report.FirstBrokenBlock.ShouldNotBeNull().ShouldBeInRange(7, 8);
    }

    /// <summary>The last block has no follower that would miss it, and the first no one before it.</summary>
    [Theory]
    [InlineData("number = number + 1", 20)]
    [InlineData("first_position = first_position + 3", 20)]
    [InlineData("first_position = last_position + 1", 20)]
    [InlineData("first_position = 1000", 20)]
    [InlineData("last_position = last_position - 1", 20)]
    [InlineData("last_position = 1", 20)]
    [InlineData("last_position = 1000", 20)]
    [InlineData("number = 0", 1)]
    [InlineData("first_position = 4", 1)]
    [InlineData("first_position = 100", 1)]
    [InlineData("last_position = 100", 1)]
    [InlineData("last_position = -1", 1)]
    public async Task A_changed_block_at_either_end_is_found(string change, int number)
    {
        await AttackAsync($"update pc_blocks set {change} where number = {number}");

        (await VerifyAsync()).Findings.ShouldContain(finding => finding.Kind == FindingKind.BrokenBlock || (finding.Kind == FindingKind.Inserted && finding.Position == 58));
    }

    [Theory]
    [InlineData("delete from pc_blocks where number between 4 and 6")]
    [InlineData("delete from pc_blocks where number between 4 and 6; delete from mt_events where seq_id between 10 and 18")]
    [InlineData("update pc_blocks set first_position = 50 where number = 6")]
    [InlineData("delete from pc_blocks where number = 6")]
    public async Task A_range_from_which_blocks_were_taken_is_not_intact(string attack)
    {
        await AttackAsync(attack);

        (await _journal.VerifyAsync(new VerifyRequest(10, 18), null, Ct)).Findings.ShouldContain(finding => finding.Kind == FindingKind.BrokenBlock);
    }

    [Fact]
    public async Task A_range_that_was_asked_for_and_is_not_there_is_not_intact()
    {
        foreach (var beyond in (VerifyRequest[])[new(1, 61), new(61)])
        {
            var finding = (await _journal.VerifyAsync(beyond, null, Ct)).Findings.ShouldHaveSingleItem();
            (finding.Kind, finding.Position).ShouldBe((FindingKind.Truncated, 60));
        }
    }

    [Fact]
    public async Task A_removed_block_is_named_with_its_events()
    {
        await AttackAsync("delete from pc_blocks where number = 7");

        (await VerifyAsync()).Findings.ShouldContain(finding => finding.Kind == FindingKind.BrokenBlock && finding.Message.Contains("Blocks 7 to 7 are missing, with the events 19 to 21"));
    }

    [Theory]
    [InlineData("update mt_streams set version = 5 where id = 'account-1'")]
    [InlineData("update mt_streams set timestamp = now() where id = 'account-1'")]
    [InlineData("update mt_streams set created = now() where id = 'account-1'")]
    [InlineData("update mt_streams set type = 'account' where id = 'account-1'")]
    [InlineData("update mt_streams set tenant_id = 'other' where id = 'account-1'")]
    public async Task Each_changed_field_of_a_stream_is_found(string attack)
    {
        await AttackAsync(attack);

        (await VerifyAsync()).Findings.ShouldContain(finding => finding.Kind == FindingKind.WrongStream && finding.Stream == "account-1");
    }

    [Fact]
    public async Task A_stream_that_was_marked_archived_is_found()
    {
        await AttackAsync("update mt_streams set is_archived = true where id = 'account-1'");

        (await VerifyAsync()).Findings.ShouldContain(finding => finding.Stream == "account-1");
    }

    [Theory]
    [InlineData("delete from pc_keys where key = 'order-4'")]
    [InlineData("update pc_keys set key = 'order-x' where key = 'order-4'")]
    [InlineData("update pc_keys set version = version + 1 where key = 'order-4'")]
    [InlineData("insert into pc_keys (stream_id, key, version) values ('account-1', 'order-x', 2)")]
    [InlineData("insert into pc_keys (stream_id, key, version) values ('account-1', 'order-x', 99)")]
    [InlineData("update pc_blobs set content = 'other rules'")]
    [InlineData("update mt_event_progression set last_seq_id = 99")]
    [InlineData("update mt_event_progression set last_seq_id = 59")]
    [InlineData("update mt_event_progression set last_updated = last_updated + interval '1 microsecond'")]
    [InlineData("update mt_event_progression set name = 'LowWaterMark'")]
    [InlineData("delete from mt_event_progression")]
    [InlineData("select setval('mt_events_sequence', 99)")]
    [InlineData("select setval('mt_events_sequence', 59)")]
    [InlineData("alter sequence mt_events_sequence restart")]
    [InlineData("insert into mt_high_water_skips (ending_sequence, starting_sequence) values (20, 18)")]
    public async Task Each_edit_beside_the_events_is_found(string attack)
    {
        await AttackAsync(attack);

        (await VerifyAsync()).Valid.ShouldBeFalse();
    }

    [Fact]
    public async Task Cutting_off_the_tail_without_a_trace_is_found_by_a_checkpoint()
    {
        var checkpoints = new CheckpointFolder(_folder);
        await checkpoints.ExportAsync("journal", await _journal.ChainHeadAsync(Ct), Given.Noon, Ct);

        // The last appends went to account-0 and account-1: everything is set back as if they had never been.
        await AttackAsync(
            """
            delete from mt_events where seq_id > 54; delete from pc_blocks where last_position > 54; delete from pc_keys where key in ('order-18');
            update mt_event_progression set last_seq_id = 54, last_updated = (select committed_at from pc_blocks where last_position = 54); select setval('mt_events_sequence', 54);
            update mt_streams s set version = e.version, timestamp = e.timestamp
            from (select distinct on (stream_id) stream_id, version, timestamp from mt_events order by stream_id, version desc) e where e.stream_id = s.id
            """);

        (await VerifyAsync()).Valid.ShouldBeTrue();
        var finding = (await VerifyAsync(checkpoints.Read())).Findings.ShouldHaveSingleItem();
        (finding.Kind, finding.Position).ShouldBe((FindingKind.Truncated, 60));
    }

    [Fact]
    public async Task Rewriting_a_whole_suffix_consistently_is_found_by_a_checkpoint()
    {
        var checkpoints = new CheckpointFolder(_folder);
        await checkpoints.ExportAsync("journal", await _journal.ChainHeadAsync(Ct), Given.Noon, Ct);

        // The attacker drops everything and appends another history through the journal itself: chain and rows are perfect.
        await AttackAsync(
            "truncate mt_streams, mt_events, pc_blocks, pc_keys; update mt_event_progression set last_seq_id = 0; alter sequence mt_events_sequence restart");
        for (var n = 0; n < Appends; n++)
            (await _journal.AppendAsync(Given.Append($"account-{n % 3}", n / 3 * 3, events: 3, key: $"order-{n}"), Ct)).ShouldBeOfType<AppendResult.Accepted>();

        (await VerifyAsync()).Valid.ShouldBeTrue();
        var finding = (await VerifyAsync(checkpoints.Read())).Findings.ShouldHaveSingleItem();
        (finding.Kind, finding.Block).ShouldBe((FindingKind.BadCheckpoint, 20));
    }

    [Fact]
    public async Task A_rotated_key_leaves_old_checkpoints_verifiable_and_a_forged_one_is_refused()
    {
        var checkpoints = new CheckpointFolder(_folder);
        var old = (await checkpoints.ExportAsync("journal", await _journal.ChainHeadAsync(Ct), Given.Noon, Ct)).ShouldNotBeNull();
        checkpoints.Rotate().Dispose();
        await _journal.AppendAsync(Given.Append("account-0", 21), Ct);
        var young = (await checkpoints.ExportAsync("journal", await _journal.ChainHeadAsync(Ct), Given.Noon, Ct)).ShouldNotBeNull();

        young.KeyId.ShouldNotBe(old.KeyId);
        checkpoints.Read().ShouldAllBe(file => file.IsSigned);
        (await VerifyAsync(checkpoints.Read())).Valid.ShouldBeTrue();

        var path = checkpoints.Read()[0].Path;
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path, Ct)).Replace(old.Hash, young.Hash, StringComparison.Ordinal), Ct);
        (await VerifyAsync(checkpoints.Read())).Findings.ShouldHaveSingleItem().Kind.ShouldBe(FindingKind.BadCheckpoint);
    }

    private Task AttackAsync(string sql) => Sql.ExecuteAsync(_database, sql);

    private Task<VerifyReport> VerifyAsync(IReadOnlyList<CheckpointFile>? checkpoints = null) =>
        _journal.VerifyAsync(new VerifyRequest { Checkpoints = checkpoints ?? [] }, null, Ct);
}
