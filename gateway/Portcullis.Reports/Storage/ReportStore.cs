using Npgsql;
using Portcullis.Reports.Folding;

namespace Portcullis.Reports.Storage;

/// <summary>Between the tables and the rows that a batch needs: a handful of statements for a batch, however many events it has.</summary>
internal sealed class ReportStore(NpgsqlConnection connection, string schema)
{
    public static string Create(string schema) => string.Join(";\n", [
        Tables.Orders.Create(schema), Tables.Rules.Create(schema), Tables.Days.Create(schema), Tables.Evidence.Create(schema), Tables.Rejections.Create(schema),
        Tables.DaysTraded.Create(schema), Tables.Accounts.Create(schema), Tables.Positions.Create(schema), Tables.Fills.Create(schema),
    ]);

    public async Task<ReportRows> LoadAsync(BatchNeeds needs, CancellationToken ct)
    {
        var rows = new ReportRows();
        var accounts = needs.Accounts;
        await LoadAsync(Tables.Accounts, rows.Accounts, "where account = any($1)", ct, accounts);
        // Of the days, the one that goes on: those before it are closed for ever.
        var today = $"where (account, session_date) in (select a.account, a.session_date from {schema}.accounts a where a.account = any($1))";
        await LoadAsync(Tables.Days, rows.Days, today, ct, accounts);
        await LoadAsync(Tables.Rules, rows.Rules, today, ct, accounts);
        if (needs.Busted.Count > 0)
        {
            await LoadAsync(
                Tables.Fills, rows.Fills, "where (account, execution_id) in (select * from unnest($1, $2))", ct,
                [.. needs.Busted.Select(fill => fill.Account)], [.. needs.Busted.Select(fill => fill.ExecutionId)]);
        }

        if (needs.Traded.Length > 0)
            await LoadAsync(Tables.Positions, rows.Positions, "where account = any($1)", ct, needs.Traded);
        needs.Take(rows);
        // One array of keys, so that the index answers: an "or" with a subquery would read every order that there ever was.
        await LoadAsync(
            Tables.Orders, rows.Orders,
            $"where order_id = any(array(select unnest($1) union select w.pending_by from {schema}.orders w where w.order_id = any($1) and w.pending_by <> ''))", ct, needs.Orders);
        needs.Take(rows);
        var strategies = needs.Strategies;
        await LoadAsync(Tables.Evidence, rows.Evidence, "where strategy = any($1)", ct, strategies);
        await LoadAsync(Tables.Rejections, rows.Rejections, "where strategy = any($1)", ct, strategies);
        return rows;
    }

    public async Task SaveAsync(ReportRows rows, CancellationToken ct)
    {
        await Tables.Accounts.SaveAsync(connection, schema, rows.Accounts.Changed, ct);
        await Tables.Days.SaveAsync(connection, schema, rows.Days.Changed, ct);
        await Tables.Orders.SaveAsync(connection, schema, rows.Orders.Changed, ct);
        await Tables.Fills.SaveAsync(connection, schema, rows.Fills.Changed, ct);
        await Tables.Positions.SaveAsync(connection, schema, rows.Positions.Changed, ct);
        await Tables.Rules.SaveAsync(connection, schema, rows.Rules.Changed, ct);
        await Tables.Evidence.SaveAsync(connection, schema, rows.Evidence.Changed, ct);
        await Tables.Rejections.SaveAsync(connection, schema, rows.Rejections.Changed, ct);
        await Tables.DaysTraded.SaveAsync(connection, schema, rows.DaysTraded.Changed, ct);
    }

    private async Task LoadAsync<TKey, TRow>(Table<TRow> table, RowSet<TKey, TRow> into, string where, CancellationToken ct, params IReadOnlyList<string[]> arguments)
        where TKey : notnull
        where TRow : class
    {
        var parameters = arguments.Select(values => new NpgsqlParameter<string[]> { TypedValue = values });
        foreach (var row in await table.QueryAsync(connection, $"{table.Select(schema)} {where}", ct, parameters))
            into.Load(row);
    }
}
