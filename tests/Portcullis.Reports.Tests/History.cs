using System.Globalization;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Tests.Accounts;
using Portcullis.Reports.Folding;

namespace Portcullis.Reports.Tests;

/// <summary>Random histories with several strategies in them.</summary>
internal static class History
{
    private static readonly (string Name, string Version)[] Strategies = [("meanrev", "1.0"), ("meanrev", "1.1"), ("trend", "3"), ("", "")];

    public static IReadOnlyList<IAccountEvent> Random(Random chance, int strategies = 4, int steps = 80)
    {
        var story = new Story();
        story.Tell(Enumerable.Range(0, steps).Select(_ => chance.Next(1_000_000_000)));
        return WithStrategies(story.Events, strategies);
    }

    public static IReadOnlyList<IAccountEvent> WithStrategies(IEnumerable<IAccountEvent> events, int strategies) => [.. events.Select(happened => happened switch
    {
        OrderDecided e => e with { Request = e.Request with { Strategy = Of(e.OrderId, strategies).Name, StrategyVersion = Of(e.OrderId, strategies).Version } },
        _ => happened,
    })];

    /// <summary>What the model makes of them, in memory.</summary>
    public static ReportRows Fold(IEnumerable<IAccountEvent> events)
    {
        var rows = new ReportRows();
        var fold = new ReportFold(rows);
        var position = 0L;
        foreach (var happened in events)
            fold.Fold(Past.Account.Value, ++position, happened);
        return rows;
    }

    private static (string Name, string Version) Of(OrderId order, int strategies) =>
        Strategies[int.Parse(order.Value.AsSpan(order.Value.LastIndexOf('-') + 1), CultureInfo.InvariantCulture) % strategies];
}
