namespace Portcullis.Journal.Benchmarks;

/// <summary>The journal's work without the journal: a stream's row and an event in plain tables, in one statement.</summary>
internal static class SameWork
{
    /// <summary>Of Marten's shape, so that both sides pay for the same columns and indexes.</summary>
    public static string Tables { get; } =
        """
        create schema if not exists plain;
        create table plain.streams (id varchar primary key, type varchar, version bigint, timestamp timestamptz not null default now(), created timestamptz not null default now(),
            tenant_id varchar default '*DEFAULT*', is_archived boolean default false) with (fillfactor = 70);
        create table plain.events (seq_id bigint primary key, id uuid not null, stream_id varchar references plain.streams (id) on delete cascade, version bigint not null,
            data jsonb not null, bdata bytea, type varchar(500) not null, timestamp timestamptz not null, tenant_id varchar default '*DEFAULT*', mt_dotnet_type varchar, headers jsonb,
            is_archived boolean default false);
        create unique index on plain.events (stream_id, version);
        create sequence plain.events_sequence owned by plain.events.seq_id;
        """;

    public static string Statement(string stream, string body) =>
        $$"""
        with s as (
            insert into plain.streams as s (id, version) values ({{stream}}, 1) on conflict (id) do update set version = s.version + 1, timestamp = now() returning id, version)
        insert into plain.events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, headers)
        select nextval('plain.events_sequence'), gen_random_uuid(), s.id, s.version, {{body}}::jsonb, 'order_decided', now(), 'Portcullis.OrderDecided, Portcullis.Domain', '{"correlation":"bot-1-000042"}'::jsonb from s
        """;
}
