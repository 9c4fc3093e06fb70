-- Who resumes what others have left undone, how often that has changed hands, and how far the journal has been looked through for it. Whoever holds the
-- session lock writes here, under its own epoch. Streams: those that still have something under way at the position.
create table {schema}.pc_outbox (
    one      boolean     not null default true constraint pc_outbox_pkey primary key constraint pc_outbox_one check (one),
    epoch    bigint      not null,
    holder   varchar     null,
    taken_at timestamptz null,
    position bigint      not null,
    streams  varchar[]   not null
);

-- Up to here every gateway has resumed by itself, at its start.
insert into {schema}.pc_outbox (epoch, position, streams)
select 0, coalesce(max(last_position), 0), '{}' from {schema}.pc_blocks;
