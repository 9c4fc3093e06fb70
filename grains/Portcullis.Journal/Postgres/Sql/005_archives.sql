-- Which versions of a stream have left the tables for an archive; always its oldest, up to one that a snapshot covers. Each row was sworn to, with the
-- idempotency keys of those versions, by the event of stream "archive" that has its number as version: that event lies in the chain as any other.
create table {schema}.pc_archived (
    stream_id      varchar     not null,
    archive        bigint      not null,
    first_version  bigint      not null,
    last_version   bigint      not null,
    first_position bigint      not null,
    last_position  bigint      not null,
    first_at       timestamptz not null,
    last_at        timestamptz not null,
    constraint pc_archived_pkey primary key (stream_id, archive)
);
