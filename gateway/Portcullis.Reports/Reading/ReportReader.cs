using Npgsql;
using Portcullis.Journal.Projections;
using Portcullis.Reports.Records;
using Portcullis.Reports.Storage;

namespace Portcullis.Reports.Reading;

/// <summary>Asks the model that serves. Every answer is true at one point of the journal, which it names.</summary>
public sealed class ReportReader(ReadModels models)
{
    /// <summary>Newest first.</summary>
    /// <exception cref="ModelNotReadyException">The model has not caught up yet.</exception>
    public Task<ModelAnswer<IReadOnlyList<OrderRecord>>> OrdersAsync(OrderFilter filter, CancellationToken ct) => ReadAsync(
        Tables.Orders,
        new Conditions()
            .When("account = any(@)", filter.Accounts?.ToArray())
            .When("symbol = @", filter.Symbol)
            .When("strategy = @", filter.Strategy)
            .When("@ = any(failed_rules)", filter.Rule)
            .When("verdict = @", filter.Verdict?.ToString())
            .When("decided_at >= @", filter.From?.UtcDateTime)
            .When("decided_at < @", filter.Until?.UtcDateTime)
            .Past("position, order_id", "<", filter.After is { } mark ? [Value(mark.Position), Value(mark.OrderId)] : []),
        "position desc, order_id desc",
        filter.Rows,
        ct);

    /// <summary>Newest day first.</summary>
    /// <exception cref="ModelNotReadyException">The model has not caught up yet.</exception>
    public Task<ModelAnswer<IReadOnlyList<RuleOutcome>>> RulesAsync(DayFilter filter, CancellationToken ct) => ReadAsync(
        Tables.Rules,
        Days(filter).When("code = @", filter.Rule)
            .Past("session_date, account, code", "<", filter.After is { } mark ? [Value(mark.SessionDate), Value(mark.Account), Value(mark.Code)] : []),
        "session_date desc, account desc, code desc",
        filter.Rows,
        ct);

    /// <summary>Newest day first.</summary>
    /// <exception cref="ModelNotReadyException">The model has not caught up yet.</exception>
    public Task<ModelAnswer<IReadOnlyList<AccountDay>>> DaysAsync(DayFilter filter, CancellationToken ct) => ReadAsync(
        Tables.Days,
        Days(filter).Past("session_date, account", "<", filter.After is { } mark ? [Value(mark.SessionDate), Value(mark.Account)] : []),
        "session_date desc, account desc",
        filter.Rows,
        ct);

    /// <summary>By strategy and version.</summary>
    /// <exception cref="ModelNotReadyException">The model has not caught up yet.</exception>
    public Task<ModelAnswer<IReadOnlyList<StrategyEvidence>>> EvidenceAsync(EvidenceFilter filter, CancellationToken ct) => models.ReadAsync(
        ReportsModel.Current,
        async (connection, schema, cancellation) =>
        {
            var conditions = new Conditions().When("strategy = @", filter.Strategy).When("version = @", filter.Version)
                .Past("strategy, version, currency", ">", filter.After is { } mark ? [Value(mark.Strategy), Value(mark.Version), Value(mark.Currency)] : []);
            var found = await QueryAsync(Tables.Evidence, conditions, "strategy, version, currency", filter.Rows, connection, schema, cancellation);
            return await WholeAsync(found, connection, schema, cancellation);
        },
        ct);

    private static Conditions Days(DayFilter filter) => new Conditions()
        .When("account = any(@)", filter.Accounts?.ToArray())
        .When("session_date >= @", filter.From)
        .When("session_date <= @", filter.To);

    private Task<ModelAnswer<IReadOnlyList<TRow>>> ReadAsync<TRow>(Table<TRow> table, Conditions conditions, string order, int rows, CancellationToken ct) =>
        models.ReadAsync(ReportsModel.Current, (connection, schema, cancellation) => QueryAsync(table, conditions, order, rows, connection, schema, cancellation), ct);

    private static async Task<IReadOnlyList<TRow>> QueryAsync<TRow>(
        Table<TRow> table, Conditions conditions, string order, int rows, NpgsqlConnection connection, string schema, CancellationToken ct) =>
        await table.QueryAsync(connection, FormattableString.Invariant($"{table.Select(schema)} {conditions} order by {order} limit {rows}"), ct, conditions.Parameters);

    /// <summary>With what stands in tables of its own: the days, and what rejections were for.</summary>
    private static async Task<IReadOnlyList<StrategyEvidence>> WholeAsync(IReadOnlyList<StrategyEvidence> found, NpgsqlConnection connection, string schema, CancellationToken ct)
    {
        var names = found.Select(one => one.Strategy).Distinct().ToArray();
        var rejections = await Tables.Rejections.QueryAsync(connection, $"{Tables.Rejections.Select(schema)} where strategy = any($1)", ct, Value(names));
        var days = new Dictionary<(StrategyName, string), long>();
        await using (var count = new NpgsqlCommand($"select strategy, version, currency, count(*) from {schema}.{Tables.DaysTraded.Name} where strategy = any($1) group by 1, 2, 3", connection))
        {
            count.Parameters.Add(Value(names));
            await using var reader = await count.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
                days.Add((new StrategyName(reader.GetString(0), reader.GetString(1)), reader.GetString(2)), reader.GetInt64(3));
        }

        var byStrategy = rejections.ToLookup(row => (row.Strategy, row.Currency));
        return [.. found.Select(one => (Evidence: one, Key: (new StrategyName(one.Strategy, one.Version), one.Currency))).Select(one => one.Evidence with
        {
            DaysTraded = days.GetValueOrDefault(one.Key),
            RejectedBy = [.. byStrategy[one.Key].OrderByDescending(row => row.Count).ThenBy(row => row.Code, StringComparer.Ordinal).Select(row => new RuleCount(row.Code, row.Count))],
        })];
    }

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };
}
