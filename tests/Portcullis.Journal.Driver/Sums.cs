using Npgsql;
using Portcullis.Journal.Projections;

namespace Portcullis.Journal.Driver;

/// <summary>How many events each stream has, and the sum of their positions: an event that is applied twice or never shows in both.</summary>
/// <param name="hold">Awaited in the midst of a step, when all is written and nothing committed; null goes on at once.</param>
public sealed class Sums(Func<IReadOnlyList<StoredEvent>, CancellationToken, Task>? hold = null) : IProjection
{
    public string Name => "sums";

    public int Version => 1;

    public async Task CreateAsync(NpgsqlConnection connection, string schema, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"create table {schema}.sums (stream varchar primary key, events bigint not null, positions bigint not null)", connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task ApplyAsync(NpgsqlConnection connection, string schema, IReadOnlyList<StoredEvent> events, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"""
            insert into {schema}.sums as s select u.stream, count(*), sum(u.position) from unnest($1, $2) as u (stream, position) group by u.stream
            on conflict (stream) do update set events = s.events + excluded.events, positions = s.positions + excluded.positions
            """, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<string[]> { TypedValue = [.. events.Select(stored => stored.Stream)] },
                new NpgsqlParameter<long[]> { TypedValue = [.. events.Select(stored => stored.Position)] },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
        if (hold is not null)
            await hold(events, ct);
    }
}
