-- As before, with less to do where nothing calls for it: a batch without keys, or without control versions, brings no list of them; streams that are
-- there already are updated without first being offered as new ones; what is asked for by one row each is asked for in one statement.
create or replace function {schema}.pc_append(
    p_node varchar, p_lock bigint,
    p_ids varchar[], p_from bigint[], p_to bigint[], p_first_at timestamptz[], p_last_at timestamptz[],
    p_stream_of integer[], p_expected bigint[], p_offsets bigint[], p_counts integer[], p_keys varchar[], p_controls bigint[], p_after integer[],
    p_appends integer[], p_event_ids uuid[], p_event_streams varchar[], p_versions bigint[], p_types varchar[], p_clr varchar[], p_at timestamptz[],
    p_data jsonb[], p_headers jsonb[], p_leaves bytea)
returns table (verdict "char", place bigint)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    v_control  bigint;
    v_verdicts "char"[];
    v_places   bigint[];
    v_offsets  bigint[] := p_offsets;
    v_events   bigint := cardinality(p_appends);
    v_leaves   bytea := p_leaves;
    v_number   bigint;
    v_last     bigint;
    v_previous bytea;
    v_now      timestamptz;
begin
    perform pg_advisory_xact_lock(p_lock);

    select coalesce(b.number, 0), coalesce(b.last_position, 0), coalesce(b.hash, decode(repeat('00', 32), 'hex')), coalesce(c.version, 0)
    into v_number, v_last, v_previous, v_control
    from (select) as one
    left join (select number, last_position, hash from {schema}.pc_blocks order by number desc limit 1) as b on true
    left join {schema}.mt_streams as c on c.id = 'control';

    -- Nearly always there is nothing to refuse, and that is quick to see.
    if exists (select from unnest(p_ids, p_from) as c(id, version)
               where c.version <> coalesce((select s.version from {schema}.mt_streams s where s.id = c.id), 0))
       or p_keys is not null and exists (select from unnest(p_stream_of, p_keys) as a(stream, key)
                  where a.key is not null and exists (select from {schema}.pc_keys k where k.stream_id = p_ids[a.stream] and k.key = a.key))
       or p_controls is not null and exists (select from unnest(p_controls) as c(version) where c.version <> v_control)
    then
        select j.verdicts, j.places, j.offsets, j.events into v_verdicts, v_places, v_offsets, v_events
        from {schema}.pc_judge(v_control, p_ids, p_stream_of, p_expected, p_counts, p_keys, p_controls, p_after) j;

        select string_agg(substring(p_leaves from (32 * (e.n - 1) + 1)::integer for 32), ''::bytea order by e.n) into v_leaves
        from unnest(p_appends) with ordinality as e(append, n)
        where v_verdicts[e.append] = 'a';
    end if;

    if v_verdicts is null then
        update {schema}.mt_streams as s set version = c.version, timestamp = c.last_at
        from unnest(p_ids, p_from, p_to, p_last_at) as c(id, held, version, last_at)
        where s.id = c.id and c.held > 0;

        -- A stream of no version may be there all the same, made by others.
        if 0 = any (p_from) then
            insert into {schema}.mt_streams as s (id, version, timestamp, created)
            select c.id, c.version, c.last_at, c.first_at
            from unnest(p_ids, p_from, p_to, p_last_at, p_first_at) as c(id, held, version, last_at, first_at)
            where c.held = 0
            on conflict (id) do update set version = excluded.version, timestamp = excluded.timestamp;
        end if;
    elsif v_events > 0 then
        insert into {schema}.mt_streams as s (id, version, timestamp, created)
        select e.stream, max(e.version), (array_agg(e.at order by e.version desc))[1], (array_agg(e.at order by e.version))[1]
        from unnest(p_appends, p_event_streams, p_versions, p_at) as e(append, stream, version, at)
        where v_verdicts[e.append] = 'a'
        group by e.stream
        on conflict (id) do update set version = excluded.version, timestamp = excluded.timestamp;
    end if;

    if v_events > 0 then
        insert into {schema}.mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, headers)
        select v_last + v_offsets[e.append] + e.version - p_expected[e.append], e.id, e.stream, e.version, e.data, e.type, e.at, e.clr, e.headers
        from (select unnest(p_appends) as append, unnest(p_event_ids) as id, unnest(p_event_streams) as stream, unnest(p_versions) as version, unnest(p_data) as data,
                     unnest(p_types) as type, unnest(p_at) as at, unnest(p_clr) as clr, unnest(p_headers) as headers) as e
        where v_verdicts is null or v_verdicts[e.append] = 'a';

        if p_keys is not null then
            insert into {schema}.pc_keys (stream_id, key, version)
            select p_ids[a.stream], a.key, a.expected + 1
            from unnest(p_stream_of, p_expected, p_keys) with ordinality as a(stream, expected, key, n)
            where a.key is not null and (v_verdicts is null or v_verdicts[a.n] = 'a');
        end if;

        v_now := clock_timestamp();
        insert into {schema}.pc_blocks (number, first_position, last_position, node, committed_at, leaves, previous, hash)
        values (
            v_number + 1, v_last + 1, v_last + v_events, p_node, v_now, v_leaves, v_previous,
            sha256('portcullis block 1'::bytea || v_previous || int8send(v_number + 1) || int8send(v_last + 1)
                || int8send((extract(epoch from v_now) * 1000000)::bigint) || sha256(v_leaves) || convert_to(p_node, 'UTF8')));

        update {schema}.mt_event_progression set last_seq_id = v_last + v_events, last_updated = v_now where name = 'HighWaterMark';
        perform setval('{schema}.mt_events_sequence', v_last + v_events);
    end if;

    -- All accepted needs no list: one row tells where the batch begins.
    if v_verdicts is null then
        verdict := 'A';
        place := v_last + 1;
        return next;
    else
        return query
        select u.verdict, case when u.verdict = 'a' then v_last + u.first + 1 else u.place end
        from unnest(v_verdicts, v_places, v_offsets) with ordinality as u(verdict, place, first, n)
        order by u.n;
    end if;
end
$$;
