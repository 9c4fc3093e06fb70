-- Read models: which builds there are, where their tables are, and from when on readers may use them. All of it follows from the events, and is evidence of nothing.
create table {schema}.pc_models (
    name         varchar     not null,
    version      integer     not null,
    build        integer     not null,
    location     varchar     not null constraint pc_models_location unique,
    progress     varchar     not null constraint pc_models_progress unique,
    begun_at     timestamptz not null default now(),
    caught_up_at timestamptz null,
    fault        varchar     null,
    constraint pc_models_pkey primary key (name, version, build)
);

-- The running role makes no table among the events' own. It may have a schema made that is nothing but a read model's, and may make tables in that one.
-- False when the build is there already: who is second waits here until the first has made its tables.
create function {schema}.pc_model_begin(p_name varchar, p_version integer, p_build integer, p_location varchar, p_progress varchar) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    if p_name !~ '^[a-z][a-z0-9_]{0,23}$' or p_version < 1 or p_build < 1 or p_location !~ '^[a-z_][a-z0-9_]{0,62}$' or position(p_name || '_v' in p_location) = 0 then
        raise exception 'no read model is called % (version %, build %, schema %)', p_name, p_version, p_build, p_location using errcode = 'invalid_name';
    end if;
    lock table {schema}.pc_models in share row exclusive mode;
    if exists (select from {schema}.pc_models where name = p_name and version = p_version and build = p_build) then
        return false;
    end if;
    insert into {schema}.pc_models (name, version, build, location, progress) values (p_name, p_version, p_build, p_location, p_progress);
    insert into {schema}.mt_event_progression (name, last_seq_id) values (p_progress, 0);
    execute format('create schema %I', p_location);
    execute format('grant usage, create on schema %I to %I', p_location, session_user);
    return true;
end $$;

-- From here on readers use this build. Earlier ones of its version are kept up no longer, and stay as they are until they are dropped.
create function {schema}.pc_model_serve(p_name varchar, p_version integer, p_build integer) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
    update {schema}.pc_models set caught_up_at = now() where name = p_name and version = p_version and build = p_build and caught_up_at is null;
    delete from {schema}.mt_event_progression p using {schema}.pc_models m
    where m.name = p_name and m.version = p_version and m.build < p_build and p.name = m.progress;
end $$;

-- False when there is no such build.
create function {schema}.pc_model_drop(p_name varchar, p_version integer, p_build integer) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
    gone {schema}.pc_models%rowtype;
begin
    delete from {schema}.pc_models where name = p_name and version = p_version and build = p_build returning * into gone;
    if gone.name is null then
        return false;
    end if;
    delete from {schema}.mt_event_progression where name = gone.progress;
    execute format('drop schema if exists %I cascade', gone.location);
    return true;
end $$;
