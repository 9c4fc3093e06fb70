using System.Text.Json;

namespace Portcullis.Rules.Benchmarks;

/// <summary>Ten rules as text, as a person would write them in C#, and as messages; thirty are these three times over.</summary>
internal static class BenchRules
{
    private static readonly (string Expression, string Message, Func<BenchFacts, bool> Delegate, Func<BenchFacts, string> Render)[] Ten =
    [
        ("account.DayPnl - order.RiskAmount >= -account.DailyLossLimit", "Day PnL $(account.DayPnl) less $(order.RiskAmount) breaches $(account.DailyLossLimit)",
            f => f.Account.DayPnl - f.Order.RiskAmount >= -f.Account.DailyLossLimit,
            f => $"Day PnL {f.Account.DayPnl} less {f.Order.RiskAmount} breaches {f.Account.DailyLossLimit}"),
        ("order.Quantity + account.OpenContracts <= account.MaxContracts", "$(order.Quantity) + $(account.OpenContracts) > $(account.MaxContracts)",
            f => f.Order.Quantity + f.Account.OpenContracts <= f.Account.MaxContracts,
            f => $"{f.Order.Quantity} + {f.Account.OpenContracts} > {f.Account.MaxContracts}"),
        ("market.MarkAgeMs < 1000", "The mark is $(market.MarkAgeMs) ms old", f => f.Market.MarkAgeMs < 1000, f => $"The mark is {f.Market.MarkAgeMs} ms old"),
        ("!account.Locked && session.IsOpen", "The account is locked", f => !f.Account.Locked && f.Session.IsOpen, _ => "The account is locked"),
        ("order.Symbol == \"ES\" || order.Symbol == \"NQ\"", "$(order.Symbol) is not allowed", f => f.Order.Symbol == "ES" || f.Order.Symbol == "NQ",
            f => $"{f.Order.Symbol} is not allowed"),
        ("order.Notional <= account.Equity * 0.5", "Notional $(order.Notional)", f => f.Order.Notional <= f.Account.Equity * 0.5m, f => $"Notional {f.Order.Notional}"),
        ("order.Side == \"Buy\" ? order.Price <= market.Ask + 1 : order.Price >= market.Bid - 1", "Price $(order.Price) is off the market",
            f => f.Order.Side == Side.Buy ? f.Order.Price <= f.Market.Ask + 1 : f.Order.Price >= f.Market.Bid - 1,
            f => $"Price {f.Order.Price} is off the market"),
        ("order.HasStop && session.MinutesToClose > 15", "No stop", f => f.Order.HasStop && f.Session.MinutesToClose > 15, _ => "No stop"),
        ("market.Volatility < 0.6 && !market.Halted", "Volatility $(market.Volatility)", f => f.Market.Volatility < 0.6 && !f.Market.Halted,
            f => $"Volatility {f.Market.Volatility}"),
        ("account.TradesToday < 20 && order.PositionAfter <= account.MaxContracts", "$(account.TradesToday) trades today",
            f => f.Account.TradesToday < 20 && f.Order.PositionAfter <= f.Account.MaxContracts, f => $"{f.Account.TradesToday} trades today"),
    ];

    /// <summary>Only the first ten of thirty carry limits that the failing facts break; the others are moved out of their way.</summary>
    private static IEnumerable<(string Expression, string Message, Func<BenchFacts, bool> Delegate, Func<BenchFacts, string> Render)> Take(int count)
    {
        var loss = ("account.DayPnl >= -account.DailyLossLimit", "Loss", (Func<BenchFacts, bool>)(f => f.Account.DayPnl >= -f.Account.DailyLossLimit), (Func<BenchFacts, string>)(_ => "Loss"));
        var size = ("order.Quantity <= account.MaxContracts", "Size", (Func<BenchFacts, bool>)(f => f.Order.Quantity <= f.Account.MaxContracts), (Func<BenchFacts, string>)(_ => "Size"));
        var age = ("market.MarkAgeMs < 60000", "Age", (Func<BenchFacts, bool>)(f => f.Market.MarkAgeMs < 60000), (Func<BenchFacts, string>)(_ => "Age"));
        for (var i = 0; i < count; i++)
            yield return i < 10 ? Ten[i] : (i % 10) switch { 0 => loss, 1 => size, 2 => age, _ => Ten[i % 10] };
    }

    public static RuleFile File(int count) => new("bench.json", JsonSerializer.Serialize(new
    {
        WorkflowName = "Bench",
        Rules = Take(count).Select((rule, index) => new { RuleName = $"R{index}", rule.Expression, ErrorMessage = rule.Message }),
    }));

    public static Func<BenchFacts, bool>[] Delegates(int count) => [.. Take(count).Select(rule => rule.Delegate)];

    public static Func<BenchFacts, string>[] Messages(int count) => [.. Take(count).Select(rule => rule.Render)];

    public static RuleSet<BenchFacts> Load(int count)
    {
        var load = RuleSet.Load<BenchFacts>([File(count)], new() { Analyse = false });
        return load.RuleSet ?? throw new InvalidOperationException(string.Join("\n", load.Diagnostics));
    }
}
