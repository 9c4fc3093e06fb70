using System.Collections.Immutable;

namespace Portcullis.Domain.Instruments;

/// <summary>How a product's contracts end, by the exchange's own wording.</summary>
public enum ExpiryRule
{
    Unspecified = 0,

    /// <summary>The third Friday of the contract month.</summary>
    ThirdFriday,

    /// <summary>The second business day before the third Wednesday of the contract month.</summary>
    SecondBusinessDayBeforeThirdWednesday,

    /// <summary>The third last business day of the contract month.</summary>
    ThirdLastBusinessDay,

    /// <summary>The third business day before the 25th of the month before the contract month; the fourth where the 25th is no business day.</summary>
    ThirdBusinessDayBefore25thOfMonthBefore,
}

/// <summary>
/// A futures product: what its contracts share (<paramref name="Template"/>, whose symbol is the root), which month codes are listed, for
/// example <c>HMUZ</c>, and the rule, local time and IANA zone of each contract's end.
/// </summary>
public sealed record ContractRoot(Instrument Template, ImmutableArray<char> Months, ExpiryRule Expiry, TimeOnly ExpiryTime, string ExpiryZone);
