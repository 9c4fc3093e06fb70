-- Events that a build of a read model goes on without, because it can't fold them. A new build tries them again; they leave with their build.
create table {schema}.pc_model_aside (
    location  varchar     not null,
    position  bigint      not null,
    stream_id varchar     not null,
    version   bigint      not null,
    type      varchar     not null,
    error     varchar     not null,
    at        timestamptz not null default now(),
    constraint pc_model_aside_pkey primary key (location, position)
);

-- False when there is no such build.
create or replace function {schema}.pc_model_drop(p_name varchar, p_version integer, p_build integer) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    gone {schema}.pc_models%rowtype;
begin
    delete from {schema}.pc_models where name = p_name and version = p_version and build = p_build returning * into gone;
    if gone.name is null then
        return false;
    end if;
    delete from {schema}.mt_event_progression where name = gone.progress;
    -- A step that was under way is over now: it held the progress row.
    delete from {schema}.pc_model_aside where location = gone.location;
    execute format('drop schema if exists %I cascade', gone.location);
    return true;
end $$;
