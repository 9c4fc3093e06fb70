using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Portcullis.Domain.Accounts;

namespace Portcullis.Domain.Orders;

/// <summary>What a client asks for. Shape and multiples have been validated at the edge.</summary>
public sealed record OrderRequest
{
    public required ClientOrderId ClientOrderId { get; init; }

    public required string Symbol { get; init; }

    public required Side Side { get; init; }

    public required OrderType Type { get; init; }

    public required decimal Quantity { get; init; }

    public decimal? LimitPrice { get; init; }

    public decimal? StopPrice { get; init; }

    public TimeInForce TimeInForce { get; init; } = TimeInForce.Day;

    public Bracket? Bracket { get; init; }

    public bool AllowResize { get; init; }

    public bool ReduceOnly { get; init; }

    public string Strategy { get; init; } = "";

    public string StrategyVersion { get; init; } = "";

    public string Tag { get; init; } = "";

    /// <summary>Equal for requests that ask for the same thing; the first 128 bits of SHA-256 over the content, as hex.</summary>
    public string ContentHash()
    {
        Span<byte> hash = stackalloc byte[HashLength];
        HashTo(hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>Whether this is its <see cref="ContentHash"/>.</summary>
    public bool HasContentHash(ReadOnlySpan<char> hex)
    {
        Span<byte> hash = stackalloc byte[HashLength];
        Span<char> own = stackalloc char[HashLength * 2];
        HashTo(hash);
        return Convert.TryToHexStringLower(hash, own, out _) && hex.SequenceEqual(own);
    }

    private void HashTo(Span<byte> hash)
    {
        var length = NumbersLength + (3 * (Symbol.Length + Strategy.Length + StrategyVersion.Length + Tag.Length));
        var content = length <= OnStack ? stackalloc byte[OnStack] : new byte[length];
        if (!Utf8.TryWrite(content, CultureInfo.InvariantCulture, $"{Symbol}\n{Name(Side)}\n{Name(Type)}\n{N(Quantity)}\n{N(LimitPrice)}\n{N(StopPrice)}\n{Name(TimeInForce)}\n{N(Bracket?.StopPrice)}\n{N(Bracket?.TakeProfitPrice)}\n{AllowResize}\n{ReduceOnly}\n{Strategy}\n{StrategyVersion}\n{Tag}", out var written))
            throw new InvalidOperationException("An order's content is longer than what was counted for it.");
        Hash(content[..written], hash);
    }

    internal const int HashLength = 16;

    /// <summary>Five numbers of up to 31 characters, three names, two flags, the lines between them.</summary>
    private const int NumbersLength = 256;

    private const int OnStack = 1_536;

    internal static string Hash(string content)
    {
        Span<byte> hash = stackalloc byte[HashLength];
        Hash(Encoding.UTF8.GetBytes(content), hash);
        return Convert.ToHexStringLower(hash);
    }

    private static void Hash(ReadOnlySpan<byte> content, Span<byte> hash)
    {
        Span<byte> whole = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, whole);
        whole[..HashLength].CopyTo(hash);
    }

    /// <summary>Equal for orders that a runaway loop would repeat: everything but the client's id and tag.</summary>
    public long Fingerprint()
    {
        var length = NumbersLength + Symbol.Length;
        var content = length <= OnStack ? stackalloc char[OnStack] : new char[length];
        if (!content.TryWrite(CultureInfo.InvariantCulture, $"{Symbol}|{Name(Side)}|{Name(Type)}|{N(Quantity)}|{N(LimitPrice)}|{N(StopPrice)}", out var written))
            throw new InvalidOperationException("An order's content is longer than what was counted for it.");
        var hash = 14695981039346656037UL;
        foreach (var c in content[..written]) hash = unchecked((hash ^ c) * 1099511628211UL);
        return unchecked((long)hash);
    }

    private static string Name(Side side) => side switch
    {
        Side.Buy => nameof(Side.Buy),
        Side.Sell => nameof(Side.Sell),
        _ => side.ToString(),
    };

    private static string Name(OrderType type) => type switch
    {
        OrderType.Market => nameof(OrderType.Market),
        OrderType.Limit => nameof(OrderType.Limit),
        _ => type.ToString(),
    };

    private static string Name(TimeInForce time) => time switch
    {
        TimeInForce.Day => nameof(TimeInForce.Day),
        TimeInForce.Ioc => nameof(TimeInForce.Ioc),
        _ => time.ToString(),
    };

    // 1.0 and 1.00 are one number, and must hash alike.
    internal static decimal? N(decimal? value) => value is { } number ? Money.Normalize(number) : null;
}
