namespace Portcullis.Journal.Postgres;

/// <summary>Every statement that the running journal sends; tables and functions are in the Sql folder.</summary>
internal sealed class Queries(SchemaName schema)
{
    /// <summary>Where what may leave with an archive is taken down before anybody else knows of it.</summary>
    public const string TakenDown = "pg_temp.taken";

    private const string EventColumns = "e.seq_id, e.stream_id, e.version, e.type, e.data, e.timestamp, e.id, e.headers::text, e.mt_dotnet_type";

    public string Append { get; } =
        $"select verdict, place from {schema}.pc_append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)";

    public string ReadStream { get; } =
        $"select {EventColumns} from {schema}.mt_events e where e.stream_id = $1 and e.version >= $2 order by e.version limit $3";

    public string ReadAll { get; } =
        $"select {EventColumns} from {schema}.mt_events e where e.seq_id > $1 order by e.seq_id limit $2";

    public string Places { get; } =
        $"select e.seq_id, e.stream_id, e.version from {schema}.mt_events e where e.seq_id > $1 order by e.seq_id limit $2";

    public string ReadWhere { get; } =
        $"""
        select {EventColumns} from {schema}.mt_events e
        where e.seq_id > $1 and ($2::varchar[] is null or e.type = any($2)) and ($3::timestamptz is null or e.timestamp >= $3)
          and ($4::timestamptz is null or e.timestamp < $4) and ($5::varchar is null or e.headers ->> 'correlation' = $5)
        order by e.seq_id limit $6
        """;

    public string LockProgress { get; } = $"select last_seq_id from {schema}.mt_event_progression where name = $1 for update";

    public string MoveProgress { get; } = $"update {schema}.mt_event_progression set last_seq_id = $2, last_updated = now() where name = $1";

    public string BeginModel { get; } = $"select {schema}.pc_model_begin($1, $2, $3, $4, $5)";

    public string ServeModel { get; } = $"select {schema}.pc_model_serve($1, $2, $3)";

    public string DropModel { get; } = $"select {schema}.pc_model_drop($1, $2, $3)";

    public string FaultModel { get; } = $"update {schema}.pc_models set fault = $2 where location = $1 and fault is distinct from $2";

    /// <summary>Every build with its progress, or without: then it is kept up no longer.</summary>
    public string Models { get; } =
        $"""
        select m.name, m.version, m.build, m.location, m.progress, m.begun_at, m.caught_up_at, m.fault, p.last_seq_id,
               (select coalesce(max(last_position), 0) from {schema}.pc_blocks), a.events, a.first
        from {schema}.pc_models m left join {schema}.mt_event_progression p on p.name = m.progress
        cross join lateral (select count(*) as events, min(position) as first from {schema}.pc_model_aside where location = m.location) a
        where $1::varchar is null or m.name = $1
        order by m.name, m.version, m.build
        """;

    public string SetAside { get; } =
        $"insert into {schema}.pc_model_aside (location, position, stream_id, version, type, error) select $1, * from unnest($2, $3, $4, $5, $6) returning at";

    public string EventsAside { get; } =
        $"select position, stream_id, version, type, error, at from {schema}.pc_model_aside where location = $1 order by position";

    public string StreamsAside { get; } = $"select distinct stream_id from {schema}.pc_model_aside where location = $1 order by stream_id";

    /// <summary>
    /// Nobody waits for a step's flush: a step that a crash undoes is done again, with its progress. A node that stands still in the middle of a step loses its session, and
    /// with it the lock that the other nodes wait for.
    /// </summary>
    public static string BeginStep(TimeSpan patience) =>
        FormattableString.Invariant($"set local synchronous_commit = off; set local idle_in_transaction_session_timeout = {(int)patience.TotalMilliseconds}");

    public string FindByKey { get; } =
        $"""
        select {EventColumns} from {schema}.pc_keys k
        join {schema}.mt_events e on e.stream_id = k.stream_id and e.version = k.version
        where k.stream_id = $1 and k.key = $2
        """;

    public string KeyVersion { get; } = $"select version from {schema}.pc_keys where stream_id = $1 and key = $2";

    /// <summary>The last version of a stream that has left the tables, and the positions between which it and those before it lay.</summary>
    public string ArchivedOf { get; } =
        $"""
        select max(last_version), min(first_position), max(last_position) from {schema}.pc_archived
        where stream_id = $1 having max(last_version) >= $2
        """;

    public string ArchiveRecords { get; } =
        $"select {EventColumns} from {schema}.mt_events e where e.stream_id = '{Archives.ArchiveRecord.Stream}' order by e.version";

    public string BeginTakingDown { get; } = $"create table {TakenDown} (like {schema}.pc_archived)";

    /// <summary>
    /// Takes down what may leave the tables with an archive: of each stream with a snapshot of the newest schema, what that covers. Streams that are folded
    /// from their first event on (the controls, the keys) stay whole.
    /// </summary>
    public string TakeDown { get; } =
        $"""
        insert into {TakenDown} (stream_id, archive, first_version, last_version, first_position, last_position, first_at, last_at)
        select e.stream_id, $1, min(e.version), max(e.version), min(e.seq_id), max(e.seq_id),
               (array_agg(e.timestamp order by e.version))[1], (array_agg(e.timestamp order by e.version desc))[1]
        from {schema}.mt_events e
        join {schema}.pc_snapshots s on s.stream_id = e.stream_id and e.version <= s.version
        where e.seq_id <= $2 and e.stream_id <> '{Archives.ArchiveRecord.Stream}'
          and s.schema = (select max(n.schema) from {schema}.pc_snapshots n join {schema}.mt_streams m on m.id = n.stream_id)
        group by e.stream_id
        """;

    public string CountTakenDown { get; } = $"select coalesce(sum(last_version - first_version + 1), 0)::bigint from {TakenDown}";

    /// <summary>What was taken down becomes known in the transaction that appends its record.</summary>
    public string AppendRecord => $"with known as (insert into {schema}.pc_archived select * from {TakenDown}) {Append}";

    public string ForgetUnrecorded { get; } = $"delete from {schema}.pc_archived where archive > $1";

    public string StaysFor { get; } =
        $"""
        select e.stream_id, count(*) from {schema}.mt_events e
        where e.seq_id <= $1 and e.version > coalesce((select max(a.last_version) from {schema}.pc_archived a where a.stream_id = e.stream_id), 0)
        group by e.stream_id order by 2 desc, 1 limit $2
        """;

    /// <summary>The end of the next stretch to be cleared: positions go up to $1, and events are still there after $2.</summary>
    public string NextStretch { get; } =
        $"select max(seq_id) from (select seq_id from {schema}.mt_events where seq_id > $2 and seq_id <= $1 order by seq_id limit {Limits.RemovedPositions}) s";

    public string RemoveArchived { get; } =
        $"""
        delete from {schema}.mt_events e
        using (select stream_id, max(last_version) as version from {schema}.pc_archived group by stream_id) a
        where e.stream_id = a.stream_id and e.version <= a.version and e.seq_id > $1 and e.seq_id <= $2
        """;

    /// <summary>Read models that have not yet folded what lies up to a position.</summary>
    public string ProgressBehind { get; } = $"select name from {schema}.mt_event_progression where name <> 'HighWaterMark' and last_seq_id < $1 order by name";

    public string TakeOutbox { get; } = $"update {schema}.pc_outbox set epoch = epoch + 1, holder = $1, taken_at = clock_timestamp() returning epoch";

    public string OutboxMark { get; } = $"select position, streams from {schema}.pc_outbox";

    /// <summary>The next holder may find an older mark after a crash, and looks through a little more: that is not worth a flush each second.</summary>
    public string WriteOutboxMark { get; } =
        $"with unhurried as (select set_config('synchronous_commit', 'off', true)) update {schema}.pc_outbox set position = $1, streams = $2 from unhurried where epoch = $3";

    /// <summary>The names that stand there stay, and nothing of them is written.</summary>
    public string MoveOutboxMark { get; } =
        $"with unhurried as (select set_config('synchronous_commit', 'off', true)) update {schema}.pc_outbox set position = $1 from unhurried where epoch = $2";

    public string StreamsWith { get; } = $"select distinct e.stream_id from {schema}.mt_events e where e.seq_id > $1 and e.seq_id <= $2 and e.type = any($3)";

    public string Vacuum { get; } = $"vacuum (analyze) {schema}.mt_events";

    public string ListStreams { get; } =
        $"select id from {schema}.mt_streams where id > $1 and starts_with(id, $2) order by id collate \"C\" limit $3";

    public string Head { get; } = $"select coalesce(max(last_position), 0) from {schema}.pc_blocks";

    public string ChainHead { get; } = $"select number, last_position, hash from {schema}.pc_blocks order by number desc limit 1";

    public string PositionBefore { get; } = $"select coalesce(max(last_position), 0) from {schema}.pc_blocks where committed_at < $1";

    public string LoadSnapshot { get; } = $"select version, data from {schema}.pc_snapshots where stream_id = $1 and schema = $2";

    public string SaveSnapshot { get; } =
        $"""
        insert into {schema}.pc_snapshots as s (stream_id, schema, version, data) values ($1, $2, $3, $4)
        on conflict (stream_id, schema) do update set version = excluded.version, data = excluded.data where s.version < excluded.version
        """;

    public string PutBlob { get; } = $"insert into {schema}.pc_blobs (sha256, content) values ($1, $2) on conflict do nothing";

    public string GetBlob { get; } = $"select content from {schema}.pc_blobs where sha256 = $1";

    /// <summary>A notice is a transaction with a commit record, but nobody needs it on the disk: it does not wait for a flush, nor make the writer wait for one.</summary>
    public string Notify { get; } = $"select set_config('synchronous_commit', 'off', true), pg_notify('{schema.Channel}', $1)";

    public string Listen { get; } = $"listen \"{schema.Channel}\"";

    public string Blocks { get; } =
        $"""
        select number, first_position, last_position, node, committed_at, leaves, previous, hash from {schema}.pc_blocks
        where last_position >= $1 - 1 and first_position <= $2 order by number
        """;

    public string EndOfBlock { get; } = $"select coalesce((select min(last_position) from {schema}.pc_blocks where last_position >= $1), $1)";

    public string EventsWithKeys { get; } =
        $"""
        select {EventColumns}, k.key,
               e.bdata is null and e.tenant_id is not distinct from '*DEFAULT*' and e.is_archived is not distinct from false
        from {schema}.mt_events e
        left join {schema}.pc_keys k on k.stream_id = e.stream_id and k.version = e.version
        where e.seq_id >= $1 and e.seq_id <= $2 order by e.seq_id
        """;

    /// <summary>What the record of an archive swears to, in the order of its digest: what has left, and then the keys that were used by it.</summary>
    public string ArchivedBy(string? takenDown) =>
        $"""
        select stream_id, first_version, last_version, first_position, last_position, first_at, last_at from {takenDown ?? $"{schema}.pc_archived"}
        where archive = $1 order by stream_id collate "C"
        """;

    public string ArchivedKeysOf(string? takenDown) =>
        $"""
        select k.stream_id, k.version, k.key from {schema}.pc_keys k
        join {takenDown ?? $"{schema}.pc_archived"} a on a.stream_id = k.stream_id and k.version between a.first_version and a.last_version
        where a.archive = $1 order by k.stream_id collate "C", k.version, k.key collate "C"
        """;

    /// <summary>What the chain does not cover must follow from the events. Each answers with message, position, stream, version.</summary>
    public IReadOnlyList<(FindingKind Kind, string Sql)> SideChecks { get; } =
    [
        (FindingKind.Inserted,
            $"""
            select 'The event lies past the last block: it was inserted, or the blocks were cut off.', seq_id, stream_id, version from {schema}.mt_events
            where seq_id > (select coalesce(max(last_position), 0) from {schema}.pc_blocks) order by seq_id
            """),
        (FindingKind.Truncated,
            $"""
            select 'The high-water mark is not that of the last block: the tail was cut off, or the row was changed.', p.last_seq_id, null::varchar, null::bigint
            from (select coalesce(max(last_position), 0) as head, max(committed_at) filter (where last_position = (select max(last_position) from {schema}.pc_blocks)) as at from {schema}.pc_blocks) b
            left join {schema}.mt_event_progression p on p.name = 'HighWaterMark'
            where p.last_seq_id is distinct from b.head or (b.head > 0 and p.last_updated is distinct from b.at)
            """),
        (FindingKind.Inserted,
            $"select 'Nothing is ever skipped: the row was inserted.', s.ending_sequence, null::varchar, null::bigint from {schema}.mt_high_water_skips s order by 2"),
        (FindingKind.WrongStream,
            $"""
            with archived as (
                select stream_id, max(last_version) as version, min(first_at) as first_at, (array_agg(last_at order by archive desc))[1] as last_at
                from {schema}.pc_archived group by stream_id),
            held as (
                select stream_id, count(*) as events, min(version) as first, max(version) as last from {schema}.mt_events group by stream_id)
            select 'The stream''s row does not follow from its events.', null::bigint, coalesce(s.id, h.stream_id), s.version
            from {schema}.mt_streams s
            full join held h on h.stream_id = s.id
            left join archived a on a.stream_id = coalesce(s.id, h.stream_id)
            left join {schema}.mt_events f on f.stream_id = s.id and f.version = 1
            left join {schema}.mt_events l on l.stream_id = s.id and l.version = s.version
            where s.version is distinct from coalesce(h.last, a.version)
               or h.events <> h.last - h.first + 1 or h.first > coalesce(a.version, 0) + 1
               or s.created is distinct from coalesce(f.timestamp, a.first_at) or s.timestamp is distinct from coalesce(l.timestamp, a.last_at)
               or s.type is not null or s.tenant_id is distinct from '*DEFAULT*' or s.is_archived is distinct from false
            order by 3
            """),
        (FindingKind.WrongStream,
            $"""
            select distinct 'The stream''s row was removed; its events are archived.', null::bigint, a.stream_id, null::bigint from {schema}.pc_archived a
            where not exists (select from {schema}.mt_streams s where s.id = a.stream_id) order by 3
            """),
        (FindingKind.WrongSnapshot,
            $"""
            select 'Its first ' || max(a.last_version) || ' events are archived, and no snapshot covers them any more.', null::bigint, a.stream_id, max(a.last_version)
            from {schema}.pc_archived a group by a.stream_id
            having not exists (select from {schema}.pc_snapshots s where s.stream_id = a.stream_id and s.version >= max(a.last_version)) order by 3
            """),
        (FindingKind.WrongArchive,
            $"""
            select distinct 'No event of the stream "archive" speaks of archive ' || a.archive || '.', null::bigint, null::varchar, a.archive from {schema}.pc_archived a
            where not exists (select from {schema}.mt_events e where e.stream_id = 'archive' and e.version = a.archive) order by 4
            """),
        (FindingKind.WrongKey,
            $"""
            select 'The key ' || quote_literal(k.key) || ' points to no event.', null::bigint, k.stream_id, k.version from {schema}.pc_keys k
            where not exists (select from {schema}.mt_events e where e.stream_id = k.stream_id and e.version = k.version)
              and k.version > coalesce((select max(a.last_version) from {schema}.pc_archived a where a.stream_id = k.stream_id), 0) order by k.stream_id, k.version
            """),
        (FindingKind.WrongBlob,
            $"""
            select 'The content of blob ' || encode(sha256, 'hex') || ' is not what its name says.', null::bigint, null::varchar, null::bigint
            from {schema}.pc_blobs b where sha256(b.content) <> b.sha256 order by b.sha256
            """),
    ];

    /// <summary>Until the end of the transaction nothing is appended, and what was under way is over.</summary>
    public string HoldAppends { get; } = $"select pg_advisory_xact_lock_shared({schema.AppendLock})";

    /// <summary>Not transactional, and so not part of a dump's snapshot.</summary>
    public (FindingKind Kind, string Sql) SequenceCheck { get; } =
        (FindingKind.Truncated,
            $"""
            select 'The sequence is not at the last block: the tail was cut off, somebody moved it, or a server died in the midst of a commit and nothing was appended since.', q.last_value, null::varchar, null::bigint
            from {schema}.mt_events_sequence q where case when q.is_called then q.last_value else 0 end <> (select coalesce(max(last_position), 0) from {schema}.pc_blocks)
            """);

    /// <summary>Gives this session its writer's name, and ends what is left of the writer's earlier ones, so that an unknown outcome is settled before anything else is written.</summary>
    public string EndEarlierSessions { get; } =
        "select set_config('application_name', $1, false), count(pg_terminate_backend(pid, 5000)) from pg_stat_activity where application_name = $1 and datname = current_database() and pid <> pg_backend_pid()";
}
