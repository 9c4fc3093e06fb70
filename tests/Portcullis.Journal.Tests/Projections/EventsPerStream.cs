using Npgsql;
using Portcullis.Journal.Projections;

namespace Portcullis.Journal.Tests.Projections;

/// <summary>How many events each stream has.</summary>
internal sealed class EventsPerStream(int version) : IProjection
{
    public bool FailAfterWriting { get; set; }

    /// <summary>The session ends in the midst of what an event's content fails.</summary>
    public bool Break { get; set; }

    /// <summary>Positions of events that the model itself can't fold.</summary>
    public HashSet<long> Poison { get; init; } = [];

    /// <summary>Positions of events whose content the database refuses.</summary>
    public HashSet<long> Refused { get; init; } = [];

    public int ReadsFrom { get => field == 0 ? version : field; init; }

    public string Name => "events_per_stream";

    public int Version => version;

    public async Task CreateAsync(NpgsqlConnection connection, string schema, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"create table {schema}.counts (stream varchar primary key, events bigint not null)", connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task ApplyAsync(NpgsqlConnection connection, string schema, IReadOnlyList<StoredEvent> events, CancellationToken ct)
    {
        if (Break)
        {
            await using var end = new NpgsqlCommand("select pg_terminate_backend(pg_backend_pid())", connection);
            await end.ExecuteNonQueryAsync(ct);
        }

        if (events.FirstOrDefault(stored => Poison.Contains(stored.Position)) is { } poison)
            throw new PoisonEventException(poison, new FormatException("It is poison."));
        foreach (var stream in events.GroupBy(stored => stored.Stream))
        {
            await using var command = new NpgsqlCommand(
                $"insert into {schema}.counts as c values ($1, $2) on conflict (stream) do update set events = c.events + excluded.events", connection)
            {
                Parameters = { new NpgsqlParameter<string> { TypedValue = stream.Key }, new NpgsqlParameter<long> { TypedValue = stream.Count() } },
            };
            await command.ExecuteNonQueryAsync(ct);
        }

        if (events.Any(stored => Refused.Contains(stored.Position)))
        {
            await using var refused = new NpgsqlCommand($"insert into {schema}.counts values ('refused', null)", connection);
            await refused.ExecuteNonQueryAsync(ct);
        }

        if (FailAfterWriting)
            throw new InvalidOperationException("The projection was told to fail.");
    }
}
