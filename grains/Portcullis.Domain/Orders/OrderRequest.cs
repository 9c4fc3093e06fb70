using System.Buffers.Binary;
using System.Text;
using Portcullis.Domain.Accounts;
using Portcullis.Rules;

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

    /// <summary>
    /// Equal for requests that ask for the same thing; FNV-1a of 128 bits over the content, as hex. It keeps no secret and signs nothing: who
    /// makes two contents of one hash deceives himself alone. That the journal is as it was written is shown by the chain's SHA-256.
    /// </summary>
    public string ContentHash()
    {
        Span<byte> hash = stackalloc byte[HashLength];
        HashTo(hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>Whether these characters are its <see cref="ContentHash"/>.</summary>
    internal bool HasContentHash(ReadOnlySpan<byte> hex)
    {
        Span<byte> hash = stackalloc byte[HashLength];
        Span<byte> own = stackalloc byte[HashLength * 2];
        HashTo(hash);
        return Convert.TryToHexStringLower(hash, own, out _) && hex.SequenceEqual(own);
    }

    private void HashTo(Span<byte> hash)
    {
        var length = NumbersLength + (3 * (Symbol.Length + Strategy.Length + StrategyVersion.Length + Tag.Length));
        var content = new ContentText(length <= OnStack ? stackalloc byte[OnStack] : new byte[length]);
        Core(ref content, '\n');
        content.Line(Name(TimeInForce), '\n');
        content.Line(Bracket?.StopPrice, '\n');
        content.Line(Bracket?.TakeProfitPrice, '\n');
        content.Line(AllowResize ? "True" : "False", '\n');
        content.Line(ReduceOnly ? "True" : "False", '\n');
        content.Line(Strategy, '\n');
        content.Line(StrategyVersion, '\n');
        content.Line(Tag, '\n');
        Hash(content.Written, hash);
    }

    private void Core(ref ContentText content, char end)
    {
        content.Line(Symbol, end);
        content.Line(Name(Side), end);
        content.Line(Name(Type), end);
        content.Line(Quantity, end);
        content.Line(LimitPrice, end);
        content.Line(StopPrice, end);
    }

    /// <summary>Collects what is hashed, every part with its end.</summary>
    private ref struct ContentText(Span<byte> buffer)
    {
        private readonly Span<byte> _buffer = buffer;
        private int _length;

        public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

        public void Line(string text, char end)
        {
            _length += Encoding.UTF8.GetBytes(text, _buffer[_length..]);
            _buffer[_length++] = (byte)end;
        }

        // 1.0 and 1.00 are one number, and must hash alike.
        public void Line(decimal? value, char end)
        {
            if (value is { } number) _length += DecimalText.Write(Money.Normalize(number), _buffer[_length..]);
            _buffer[_length++] = (byte)end;
        }
    }

    internal const int HashLength = 16;

    /// <summary>Five numbers of up to 31 characters, three names, two flags, the lines between them.</summary>
    private const int NumbersLength = 256;

    private const int OnStack = 512;

    internal static string Hash(string content)
    {
        Span<byte> hash = stackalloc byte[HashLength];
        Hash(Encoding.UTF8.GetBytes(content), hash);
        return Convert.ToHexStringLower(hash);
    }

    private static void Hash(ReadOnlySpan<byte> content, Span<byte> hash)
    {
        // The prime is 2^88 + 315: its product is a shift and a small multiplication.
        var (high, low) = (0x6C62272E07BB0142UL, 0x62B821756295C58DUL);
        foreach (var c in content)
        {
            low ^= c;
            var carry = Math.BigMul(low, 315UL, out var product);
            (high, low) = (unchecked((high * 315UL) + carry + (low << 24)), product);
        }

        BinaryPrimitives.WriteUInt64BigEndian(hash, high);
        BinaryPrimitives.WriteUInt64BigEndian(hash[8..], low);
    }

    /// <summary>Equal for orders that a runaway loop would repeat: everything but the client's id and tag.</summary>
    public long Fingerprint()
    {
        var length = NumbersLength + (3 * Symbol.Length);
        var content = new ContentText(length <= OnStack ? stackalloc byte[OnStack] : new byte[length]);
        Core(ref content, '|');
        var hash = 14695981039346656037UL;
        foreach (var c in content.Written) hash = unchecked((hash ^ c) * 1099511628211UL);
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

    internal static decimal? N(decimal? value) => value is { } number ? Money.Normalize(number) : null;
}
