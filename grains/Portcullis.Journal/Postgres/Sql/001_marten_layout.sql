-- Marten's own layout (string streams, single tenancy, headers on), name by name, so that Marten opens these tables.
-- Two differences that Marten accepts: timestamps default to now() and not to the moment of this script, and streams leave room for in-page updates.
create table {schema}.mt_streams (
    id          varchar      not null constraint pkey_mt_streams_id primary key,
    type        varchar      null,
    version     bigint       null,
    timestamp   timestamptz  not null default now(),
    created     timestamptz  not null default now(),
    tenant_id   varchar      default '*DEFAULT*',
    is_archived boolean      default false
) with (fillfactor = 70);

create table {schema}.mt_events (
    seq_id         bigint       not null constraint pkey_mt_events_seq_id primary key,
    id             uuid         not null,
    stream_id      varchar      null,
    version        bigint       not null,
    data           jsonb        not null,
    bdata          bytea        null,
    type           varchar(500) not null,
    timestamp      timestamptz  not null default now(),
    tenant_id      varchar      default '*DEFAULT*',
    mt_dotnet_type varchar      null,
    headers        jsonb        null,
    is_archived    boolean      default false,
    constraint fkey_mt_events_stream_id foreign key (stream_id) references {schema}.mt_streams (id) on delete cascade
);
create unique index pk_mt_events_stream_and_version on {schema}.mt_events using btree (stream_id, version);

create sequence {schema}.mt_events_sequence owned by {schema}.mt_events.seq_id;

create table {schema}.mt_event_progression (
    name         varchar     not null constraint pk_mt_event_progression primary key,
    last_seq_id  bigint      null,
    last_updated timestamptz null default transaction_timestamp()
) with (fillfactor = 50);
insert into {schema}.mt_event_progression (name, last_seq_id) values ('HighWaterMark', 0);

create table {schema}.mt_high_water_skips (
    ending_sequence   bigint      not null constraint pkey_mt_high_water_skips_ending_sequence primary key,
    starting_sequence bigint      not null,
    timestamp         timestamptz not null default transaction_timestamp()
);
