using System.Globalization;
using Npgsql;

namespace Portcullis.Reports.Storage;

/// <summary>A table of the model: rows are loaded and saved many at a time, one statement each.</summary>
/// <param name="Name">In the model's own schema.</param>
/// <param name="Keys">How many of the first columns are its primary key.</param>
/// <param name="Columns">In the order in which <paramref name="Read"/> takes them.</param>
/// <param name="Read">A row of <see cref="Columns"/>.</param>
/// <param name="Also">Indexes, with <c>{table}</c> for the table's name.</param>
internal sealed record Table<TRow>(string Name, int Keys, IReadOnlyList<Column<TRow>> Columns, Func<RowReader, TRow> Read, params IReadOnlyList<string> Also)
{
    private IEnumerable<Column<TRow>> Key => Columns.Take(Keys);

    /// <summary>Rows change often and in columns that no index holds: room on their page keeps such a change from touching the indexes.</summary>
    public string Create(string schema) => string.Join(";\n", [
        $"create table {schema}.{Name} ({string.Join(", ", Columns.Select(column => $"{column.Name} {column.Type}"))}, primary key ({string.Join(", ", Key.Select(column => column.Name))})) with (fillfactor = 80)",
        .. Also.Select(index => index.Replace("{table}", $"{schema}.{Name}", StringComparison.Ordinal)),
    ]);

    public string Select(string schema) => $"select {string.Join(", ", Columns.Select(column => column.Read))} from {schema}.{Name}";

    public async Task<List<TRow>> QueryAsync(NpgsqlConnection connection, string sql, CancellationToken ct, params IEnumerable<NpgsqlParameter> parameters)
    {
        var found = new List<TRow>();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var row = new RowReader(reader);
        while (await reader.ReadAsync(ct))
            found.Add(Read(row.Begin()));
        return found;
    }

    public async Task SaveAsync(NpgsqlConnection connection, string schema, IReadOnlyList<TRow> rows, CancellationToken ct)
    {
        if (rows.Count == 0) return;
        await using var command = new NpgsqlCommand(Upsert(schema), connection);
        foreach (var column in Columns)
            command.Parameters.Add(column.Values(rows));
        await command.ExecuteNonQueryAsync(ct);
    }

    private string Upsert(string schema)
    {
        var names = string.Join(", ", Columns.Select(column => column.Name));
        var sent = string.Join(", ", Columns.Select((column, at) => string.Create(CultureInfo.InvariantCulture, $"${at + 1}::{column.SentType}[]")));
        var stored = string.Join(", ", Columns.Select(column => column.Stored($"u.{column.Name}")));
        var changes = string.Join(", ", Columns.Skip(Keys).Select(column => $"{column.Name} = excluded.{column.Name}"));
        return $"""
            insert into {schema}.{Name} ({names}) select {stored} from unnest({sent}) as u ({names})
            on conflict ({string.Join(", ", Key.Select(column => column.Name))}) do {(changes.Length == 0 ? "nothing" : $"update set {changes}")}
            """;
    }
}
