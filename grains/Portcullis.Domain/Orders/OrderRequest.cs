using System.Globalization;
using System.Security.Cryptography;
using System.Text;
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
    public string ContentHash() => Hash(string.Create(CultureInfo.InvariantCulture, $"{Symbol}\n{Side}\n{Type}\n{N(Quantity)}\n{N(LimitPrice)}\n{N(StopPrice)}\n{TimeInForce}\n{N(Bracket?.StopPrice)}\n{N(Bracket?.TakeProfitPrice)}\n{AllowResize}\n{ReduceOnly}\n{Strategy}\n{StrategyVersion}\n{Tag}"));

    internal static string Hash(string content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(content), hash);
        return Convert.ToHexStringLower(hash[..16]);
    }

    /// <summary>Equal for orders that a runaway loop would repeat: everything but the client's id and tag.</summary>
    public long Fingerprint()
    {
        var hash = 14695981039346656037UL;
        foreach (var c in string.Create(CultureInfo.InvariantCulture, $"{Symbol}|{Side}|{Type}|{N(Quantity)}|{N(LimitPrice)}|{N(StopPrice)}"))
            hash = unchecked((hash ^ c) * 1099511628211UL);
        return unchecked((long)hash);
    }

    // 1.0 and 1.00 are one number, and must hash alike.
    internal static string N(decimal? value) => value?.ToString("0.############################", CultureInfo.InvariantCulture) ?? "";
}
