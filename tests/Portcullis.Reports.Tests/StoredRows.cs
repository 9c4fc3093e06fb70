using System.Globalization;
using Npgsql;
using Portcullis.Domain;
using Portcullis.Reports.Folding;
using Portcullis.Reports.Storage;

namespace Portcullis.Reports.Tests;

/// <summary>The model's tables as text, a line for each row: what was stored, and what a fold in memory would have stored.</summary>
internal static class StoredRows
{
    public static IReadOnlyList<string> Of(ReportRows rows) =>
    [
        .. Lines(Tables.Accounts, rows.Accounts.All), .. Lines(Tables.Days, rows.Days.All), .. Lines(Tables.Orders, rows.Orders.All), .. Lines(Tables.Fills, rows.Fills.All),
        .. Lines(Tables.Positions, rows.Positions.All), .. Lines(Tables.Rules, rows.Rules.All), .. Lines(Tables.Evidence, rows.Evidence.All),
        .. Lines(Tables.Rejections, rows.Rejections.All), .. Lines(Tables.DaysTraded, rows.DaysTraded.All),
    ];

    public static async Task<IReadOnlyList<string>> OfAsync(NpgsqlConnection connection, string schema, CancellationToken ct) =>
    [
        .. await LinesAsync(connection, schema, ct, Tables.Accounts), .. await LinesAsync(connection, schema, ct, Tables.Days), .. await LinesAsync(connection, schema, ct, Tables.Orders), .. await LinesAsync(connection, schema, ct, Tables.Fills),
        .. await LinesAsync(connection, schema, ct, Tables.Positions), .. await LinesAsync(connection, schema, ct, Tables.Rules), .. await LinesAsync(connection, schema, ct, Tables.Evidence),
        .. await LinesAsync(connection, schema, ct, Tables.Rejections), .. await LinesAsync(connection, schema, ct, Tables.DaysTraded),
    ];

    private static async Task<IEnumerable<string>> LinesAsync<TRow>(NpgsqlConnection connection, string schema, CancellationToken ct, Table<TRow> table) =>
        Lines(table, await table.QueryAsync(connection, table.Select(schema), ct));

    private static IEnumerable<string> Lines<TRow>(Table<TRow> table, IEnumerable<TRow> rows) =>
        rows.Select(row => $"{table.Name}: {string.Join(" | ", table.Columns.Select(column => $"{column.Name}={Text(((Array)column.Values([row]).Value!).GetValue(0))}"))}").Order(StringComparer.Ordinal);

    private static string Text(object? value) => value switch
    {
        decimal number => Money.Normalize(number).ToString(CultureInfo.InvariantCulture),
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };
}
