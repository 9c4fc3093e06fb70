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

    private string Leaf() => _random.Next(12) switch
    {
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
