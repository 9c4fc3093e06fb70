namespace Portcullis.Rules.Tests;

/// <summary>Well-typed rules at random over the sample facts.</summary>
internal sealed class RandomRules(int seed)
{
    private static readonly string[] Integers = ["order.Quantity", "account.MaxContracts", "account.OpenContracts", "account.Zero", "news.MinutesToNext"];
    private static readonly string[] Decimals = ["order.Price", "order.RiskAmount", "account.DayPnl", "account.DailyLossLimit"];
    private static readonly string[] Orderings = ["<", "<=", ">", ">=", "==", "!=", "lt", "ge", "=", "<>"];
    private static readonly string[] Operators = ["+", "-", "*", "/", "%"];

    private readonly Random _random = new(seed);

    public string Next() => Truth(4);

    /// <summary>A tree of rules, as its JSON, and how it comes out when its leaves are known.</summary>
    public (object Json, Func<Func<string, RuleOutcome>, RuleOutcome> Outcome) NextTree(string name, int depth)
    {
        if (depth == 0 || _random.Next(4) == 0)
        {
            var expression = Truth(2);
            return (new { RuleName = name, Expression = expression }, leaf => leaf(expression));
        }
        var or = _random.Next(2) == 0;
        var children = Enumerable.Range(0, _random.Next(1, 4)).Select(child => NextTree($"{name}.{child}", depth - 1)).ToArray();
        return (new { RuleName = name, Operator = or ? "Or" : "And", Rules = children.Select(child => child.Json) }, leaf =>
        {
            var outcomes = children.Select(child => child.Outcome(leaf)).ToArray();
            return outcomes.Contains(RuleOutcome.Error) ? RuleOutcome.Error
                : (or ? outcomes.Contains(RuleOutcome.Passed) : outcomes.All(outcome => outcome == RuleOutcome.Passed)) ? RuleOutcome.Passed
                : RuleOutcome.Failed;
        });
    }

    private string Truth(int depth)
    {
        if (depth == 0)
            return Leaf();
        return _random.Next(9) switch
        {
            0 or 1 => $"({Truth(depth - 1)} {Pick("&&", "and", "AndAlso")} {Truth(depth - 1)})",
            2 or 3 => $"({Truth(depth - 1)} {Pick("||", "or", "OrElse")} {Truth(depth - 1)})",
            4 => $"{Pick("!", "not ")}({Truth(depth - 1)})",
            5 => $"({Leaf()} ? {Truth(depth - 1)} : {Truth(depth - 1)})",
            6 => $"({Truth(depth - 1)}) == {Pick("true", "false")}",
            _ => Leaf(),
        };
    }

    private string Leaf() => _random.Next(22) switch
    {
        12 => $"order.Weight{Pick("", " * 2", " + order.Weight", " - 1")} {Pick(Orderings)} {Pick("0.1", "0.5", "0", "-1")}",
        13 => $"order.Legs.{Pick("Any", "All")}({Pick("", "l => l.")}Quantity {Pick(Orderings)} {_random.Next(-1, 4)})",
        14 => $"order.Legs.Count(Price {Pick(Orderings)} {Number(0)}) {Pick(Orderings)} {_random.Next(0, 3)}",
        15 => $"order.Legs.Sum(Quantity) {Pick(Orderings)} {Number(1)}",
        16 => $"order.Legs.Any(x => x.Symbol == {Pick("\"ES\"", "order.Symbol")} {Pick("&&", "or")} x.Quantity > {_random.Next(0, 3)})",
        17 => $"account.Limits[\"{Pick("ES", "NQ", "x")}\"] {Pick(Orderings)} {Number(1)}",
        18 => $"account.Limits.ContainsKey({Pick("order.Symbol", "\"ES\"")})",
        19 => $"np(account.Owner.Level, {_random.Next(0, 3)}) {Pick(Orderings)} {_random.Next(0, 3)}",
        20 => $"order.Symbol{Pick(".Length", " + \"x\" == \"ESx\" && 1")} {Pick(Orderings)} {_random.Next(0, 3)}",
        21 => $"order.Symbol.{Pick("StartsWith", "EndsWith", "Contains")}(\"{Pick("E", "S", "x")}\")",
        0 => $"{Pick("order.HasStop", "true", "false")}",
        1 => $"order.Confirmed {Pick("==", "!=")} {Pick("true", "false", "null")}",
        2 => $"order.LimitPrice {Pick(Orderings)} {Number(2)}",
        3 => $"order.Symbol {Pick("==", "!=", "<", ">=")} \"{Pick("ES", "NQ", "x")}\"",
        4 => $"order.Symbol in (\"ES\", \"{Pick("NQ", "x")}\")",
        5 => $"order.Side {Pick("==", "!=")} \"{Pick("Buy", "Sell")}\"",
        6 => $"order.Note {Pick("==", "!=")} {Pick("null", "\"x\"")}",
        7 => $"account.Owner.Level {Pick(Orderings)} {_random.Next(3)}",
        8 => $"(order.LimitPrice ?? order.Price) {Pick(Orderings)} {Number(1)}",
        9 => $"order.Quantity in ({_random.Next(-2, 8)}, {_random.Next(-2, 8)})",
        _ => $"{Number(2)} {Pick(Orderings)} {Number(2)}",
    };

    private string Number(int depth)
    {
        if (depth == 0 || _random.Next(3) == 0)
            return _random.Next(6) switch
            {
                0 => _random.Next(-20, 20).ToString(System.Globalization.CultureInfo.InvariantCulture),
                1 => $"{_random.Next(0, 9999)}.{_random.Next(0, 99):00}m",
                2 => "order.Sequence",
                3 or 4 => Pick(Decimals),
                _ => Pick(Integers),
            };
        return _random.Next(5) == 0 ? $"-({Number(depth - 1)})" : $"({Number(depth - 1)} {Pick(Operators)} {Number(depth - 1)})";
    }

    private string Pick(params string[] choices) => choices[_random.Next(choices.Length)];
}
