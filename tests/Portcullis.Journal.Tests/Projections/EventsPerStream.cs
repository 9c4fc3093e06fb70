using Npgsql;
using Portcullis.Journal.Projections;

namespace Portcullis.Journal.Tests.Projections;

/// <summary>How many events each stream has.</summary>
internal sealed class EventsPerStream(int version) : IProjection
{
    public bool FailAfterWriting { get; set; }

    /// <summary>The position of an event that can't be folded.</summary>
    public long Poison { get; set; }

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
        if (events.FirstOrDefault(stored => stored.Position == Poison) is { } poison)
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

        if (FailAfterWriting)
            throw new InvalidOperationException("The projection was told to fail.");
    }
}
