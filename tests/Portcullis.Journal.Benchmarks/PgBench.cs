using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Portcullis.Journal.Benchmarks;

/// <summary>PostgreSQL's own load generator at the same work: the stream's row and the event, in one prepared statement per transaction.</summary>
internal sealed class PgBench(PrivatePostgres postgres, string program)
{
    /// <summary>Plain tables of Marten's shape, so that both sides pay for the same columns and indexes.</summary>
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

    public async Task<Measured> RunAsync(int clients, TimeSpan duration, string run)
    {
        var script = Path.GetTempFileName();
        var log = Directory.CreateTempSubdirectory("portcullis-pgbench-");
        await File.WriteAllTextAsync(script, "\\set n :n + 1\n\\set k :n / 3\n" + Statement($"'p-{run}-' || :client_id || '-' || :k", ":body").ReplaceLineEndings(" ") + ";\n");
        var settings = new NpgsqlConnectionStringBuilder(postgres.ConnectionString);
        var before = await Machine.ReadAsync(postgres);
        var start = new ProcessStartInfo(
            program,
            [
                "-n", "-M", "prepared", "-f", script, "-c", $"{clients}", "-j", "2", "-T", duration.TotalSeconds.ToString("0", CultureInfo.InvariantCulture), "-D", "n=-1",
                "-D", $"body={Workload.Json}", "-l", "--log-prefix", Path.Combine(log.FullName, "t"), "-h", settings.Host!, "-p", $"{settings.Port}", "-U", settings.Username!, settings.Database!,
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PGPASSWORD"] = settings.Password ?? string.Empty },
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var after = await Machine.ReadAsync(postgres);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"pgbench failed: {await errors}");

        // The third field of each line is the transaction's time in microseconds.
        var latencies = log.EnumerateFiles().SelectMany(file => File.ReadLines(file.FullName))
            .Select(line => TimeSpan.FromMicroseconds(long.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture))).ToList();
        File.Delete(script);
        log.Delete(recursive: true);
        var tps = output.Split('\n').Single(line => line.StartsWith("tps = ", StringComparison.Ordinal)).Split(' ')[2];
        return after.Since(before, $"pgbench same work, {clients} clients", latencies.Count, latencies, 1) with
        {
            PerSecond = double.Parse(tps, CultureInfo.InvariantCulture),
            ClientMicroseconds = 0,
        };
    }
}
