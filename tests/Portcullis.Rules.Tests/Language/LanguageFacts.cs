namespace Portcullis.Rules.Tests.Language;

public enum Side
{
    Buy,
    Sell,
}

public enum OrdType
{
    Market,
    Limit,
    Stop,
}

public sealed record Kyc(int Level, string Country);

public sealed record Client(string Name, Kyc? Kyc);

public sealed record Leg(string Symbol, int Qty, decimal Price, Side Side);

/// <summary>A fact of every type that the language knows.</summary>
public sealed record Order
{
    public Guid Id { get; init; } = new("6f9619ff-8b86-d011-b42d-00c04fc964ff");

    public string Symbol { get; init; } = "ES";

    public Side Side { get; init; }

    public Side? CoverSide { get; init; }

    public OrdType Type { get; init; } = OrdType.Limit;

    public string TimeInForce { get; init; } = "DAY";

    public int Quantity { get; init; } = 5;

    public int? DisplayQty { get; init; }

    public decimal Price { get; init; } = 5000.25m;

    public decimal? LimitPrice { get; init; }

    public decimal Notional { get; init; } = 250012.5m;

    public double Weight { get; init; } = 0.1;

    public float Ratio { get; init; } = 0.5f;

    public long SeqNo { get; init; } = 9_000_000_000;

    public byte Flags { get; init; } = 200;

    public short Lots { get; init; } = 7;

    public uint UQty { get; init; } = 5;

    public ulong UBig { get; init; } = 10;

    public char Code { get; init; } = 'X';

    public DateTime ReceivedAt { get; init; } = new(2026, 3, 2, 15, 30, 0, DateTimeKind.Utc);

    public DateTime? ExpiresAt { get; init; }

    public DateTimeOffset SentAt { get; init; } = new(2026, 3, 2, 15, 29, 59, TimeSpan.Zero);

    public bool HasBracket { get; init; } = true;

    public bool? Confirmed { get; init; }

    public List<string> Tags { get; init; } = ["algo", "vip"];

    public List<Leg> Legs { get; init; } = [new("ES", 2, 10.5m, Side.Buy), new("NQ", 3, 20.25m, Side.Sell)];

    public Client? Client { get; init; }

    public string? Note { get; init; }

    public object? Any { get; init; }

    [RuleFunction]
    public decimal Exposure() => Price * Quantity;

    [RuleFunction]
    public bool IsLargerThan(int quantity) => Quantity > quantity;
}

public sealed record Account
{
    public int BigQty { get; init; } = 2_000_000_000;

    public int Zero { get; init; }

    public List<string> AllowedSymbols { get; init; } = ["NQ", "ES"];

    public Dictionary<string, decimal> Limits { get; init; } = new(StringComparer.Ordinal) { ["ES"] = 5, ["NQ"] = 3 };
}

public sealed record Market
{
    public decimal Bid { get; init; } = 5000m;

    public decimal Ask { get; init; } = 5000.25m;

    public double Volatility { get; init; } = 0.18;

    public long AgeMs { get; init; } = 12;

    public decimal[] Prices { get; init; } = [1.5m, 2.5m];

    public int[] Sizes { get; init; } = [10, 20, 30];
}

public sealed record Session
{
    public DateTime Open { get; init; } = new(2026, 3, 2, 14, 30, 0, DateTimeKind.Utc);

    public DateTime Close { get; init; } = new(2026, 3, 2, 21, 0, 0, DateTimeKind.Utc);

    public TimeSpan SinceOpen { get; init; } = TimeSpan.FromHours(1);

    public DateOnly Day { get; init; } = new(2026, 3, 2);

    public TimeOnly Now { get; init; } = new(15, 30);
}

/// <summary>What <c>language.txt</c> speaks of.</summary>
public sealed record LanguageFacts
{
    public Order Order { get; init; } = new();

    public Account Account { get; init; } = new();

    public Market Market { get; init; } = new();

    public Session Session { get; init; } = new();
}

/// <summary>A class of functions that a host registers.</summary>
public static class RiskUtils
{
    public static decimal Ticks(decimal price, decimal tick) => price / tick;

    public static bool Near(decimal left, decimal right, decimal tolerance) => Math.Abs(left - right) <= tolerance;
}
