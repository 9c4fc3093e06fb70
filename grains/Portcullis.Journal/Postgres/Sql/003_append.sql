-- The one road into the journal: a batch of appends, as one transaction of one round trip.
-- Each statement of a volatile function sees what was committed before that statement, so the versions are read after the append lock
-- is held; a lock taken inside the statement that reads them would be too late. The lock is kept until the commit: commit order is position order.
-- Per append: stream, expected version, number of events, key, control version. Per event: its append's ordinal and its columns.
-- Appends of one stream follow each other without gaps; the first refused one refuses those behind it.
create function {schema}.pc_append(
    p_node varchar, p_lock bigint,
    p_streams varchar[], p_expected bigint[], p_counts integer[], p_keys varchar[], p_controls bigint[], p_at timestamptz[],
    p_append integer[], p_ids uuid[], p_event_streams varchar[], p_versions bigint[], p_types varchar[], p_clr varchar[], p_event_at timestamptz[],
    p_data jsonb[], p_headers jsonb[], p_leaves bytea)
returns table (verdict "char", place bigint)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_control  bigint := 0;
    v_verdicts "char"[];
    v_places   bigint[];
    v_offsets  bigint[];
    v_events   bigint;
    v_head     record;
    v_leaves   bytea := p_leaves;
    v_now      timestamptz;
begin
    perform pg_advisory_xact_lock(p_lock);

    select coalesce(max(s.version), 0) into v_control from {schema}.mt_streams s where s.id = 'control';

    -- k: key taken, v: version conflict, c: control moved, a: accepted; with the version that shows it.
    with asked as (
        select a.*, coalesce(s.version, 0) as actual, k.version as key_version,
               k.version is null and coalesce(a.control = v_control, true) as sound
        from unnest(p_streams, p_expected, p_counts, p_keys, p_controls) with ordinality as a(stream, expected, events, key, control, n)
        left join {schema}.mt_streams s on s.id = a.stream
        left join {schema}.pc_keys k on k.stream_id = a.stream and k.key = a.key
    ), chained as (
        select q.*, min(expected) over stream_so_far as base, bool_and(sound) over stream_so_far as unbroken,
               min(expected) filter (where not sound) over stream_so_far as broken_at
        from asked q
        window stream_so_far as (partition by stream order by n)
    ), judged as (
        select n, events,
               (case when key_version is not null then 'k'
                     when base <> actual or (not unbroken and broken_at <> expected) then 'v'
                     when not sound then 'c'
                     else 'a' end)::"char" as verdict,
               case when key_version is not null then key_version
                    when base <> actual then actual
                    when not unbroken and broken_at <> expected then broken_at
                    else v_control end as place
        from chained
    )
    select array_agg(j.verdict order by j.n), array_agg(j.place order by j.n), array_agg(j.offset_ order by j.n), sum(j.events) filter (where j.verdict = 'a')
    into v_verdicts, v_places, v_offsets, v_events
    from (select judged.*, sum(events) filter (where judged.verdict = 'a') over (order by n) - events as offset_ from judged) j;

    if v_events is not null then
        select b.number, b.last_position, b.hash into v_head from {schema}.pc_blocks b order by b.number desc limit 1;
        if v_head is null then
            select 0::bigint as number, 0::bigint as last_position, decode(repeat('00', 32), 'hex') as hash into v_head;
        end if;

        insert into {schema}.mt_streams as s (id, version, timestamp, created)
        select a.stream, max(a.expected + a.events), (array_agg(a.at order by a.n desc))[1], (array_agg(a.at order by a.n))[1]
        from unnest(p_streams, p_expected, p_counts, p_at) with ordinality as a(stream, expected, events, at, n)
        where v_verdicts[a.n] = 'a'
        group by a.stream
        on conflict (id) do update set version = excluded.version, timestamp = excluded.timestamp;

        insert into {schema}.mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, headers)
        select v_head.last_position + row_number() over (order by e.n), e.id, e.stream, e.version, e.data, e.type, e.at, e.clr, e.headers
        from unnest(p_append, p_ids, p_event_streams, p_versions, p_data, p_types, p_event_at, p_clr, p_headers) with ordinality
             as e(append, id, stream, version, data, type, at, clr, headers, n)
        where v_verdicts[e.append] = 'a'
        order by e.n;

        insert into {schema}.pc_keys (stream_id, key, version)
        select a.stream, a.key, a.expected + 1
        from unnest(p_streams, p_expected, p_keys) with ordinality as a(stream, expected, key, n)
        where a.key is not null and v_verdicts[a.n] = 'a';

        if v_events * 32 < length(p_leaves) then
            select string_agg(substring(p_leaves from (32 * (e.n - 1) + 1)::integer for 32), ''::bytea order by e.n) into v_leaves
            from unnest(p_append) with ordinality as e(append, n)
            where v_verdicts[e.append] = 'a';
        end if;

        v_now := clock_timestamp();
        insert into {schema}.pc_blocks (number, first_position, last_position, node, committed_at, leaves, previous, hash)
        values (
            v_head.number + 1, v_head.last_position + 1, v_head.last_position + v_events, p_node, v_now, v_leaves, v_head.hash,
            sha256('portcullis block 1'::bytea || v_head.hash || int8send(v_head.number + 1) || int8send(v_head.last_position + 1)
                || int8send((extract(epoch from v_now) * 1000000)::bigint) || sha256(v_leaves) || convert_to(p_node, 'UTF8')));

        update {schema}.mt_event_progression
        set last_seq_id = v_head.last_position + v_events, last_updated = v_now
        where name = 'HighWaterMark';
        perform setval('{schema}.mt_events_sequence', v_head.last_position + v_events);
    end if;

    return query
    select u.verdict, case when u.verdict = 'a' then v_head.last_position + u.first + 1 else u.place end
    from unnest(v_verdicts, v_places, v_offsets) with ordinality as u(verdict, place, first, n)
    order by u.n;
end
$$;
