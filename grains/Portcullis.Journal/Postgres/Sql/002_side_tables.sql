-- What Marten does not know lives beside its tables and never in them: it would drop columns and indexes that it did not make.
create table {schema}.pc_keys (
    stream_id varchar not null,
    key       varchar not null,
    version   bigint  not null,
    constraint pc_keys_pkey primary key (stream_id, key)
);

-- One row per committed batch. leaves: 32 bytes per event in order; hash: see pc_append.
create table {schema}.pc_blocks (
    number         bigint      not null constraint pc_blocks_pkey primary key,
    first_position bigint      not null,
    last_position  bigint      not null,
    node           varchar     not null,
    committed_at   timestamptz not null,
    leaves         bytea       not null,
    previous       bytea       not null,
    hash           bytea       not null
) with (toast_tuple_target = 8160);
alter table {schema}.pc_blocks alter column leaves set storage external;
create unique index pc_blocks_last_position on {schema}.pc_blocks (last_position);

create table {schema}.pc_snapshots (
    stream_id varchar not null,
    schema    integer not null,
    version   bigint  not null,
    data      bytea   not null,
    constraint pc_snapshots_pkey primary key (stream_id, schema)
);

create table {schema}.pc_blobs (
    sha256  bytea not null constraint pc_blobs_pkey primary key,
    content bytea not null
);
