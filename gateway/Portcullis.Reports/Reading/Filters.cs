using Portcullis.Domain.Accounts;

namespace Portcullis.Reports.Reading;

/// <summary>Which orders; what is null or empty does not restrict.</summary>
public sealed record OrderFilter
{
    /// <summary>Only these accounts; null for all.</summary>
    public IReadOnlyList<string>? Accounts { get; init; }

    public string? Symbol { get; init; }

    public string? Strategy { get; init; }

    /// <summary>Only orders that a rule of this code failed on.</summary>
    public string? Rule { get; init; }

    public Verdict? Verdict { get; init; }

    /// <summary>Of the decision, inclusive.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Of the decision, exclusive.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Where the page before ended; null for the first page. Newest orders come first.</summary>
    public OrderMark? After { get; init; }

    public int Rows { get; init; } = Limits.DefaultPageRows;
}

/// <summary>The last order of a page.</summary>
public readonly record struct OrderMark(long Position, string OrderId);

/// <summary>Which trading days; what is null does not restrict.</summary>
public sealed record DayFilter
{
    public IReadOnlyList<string>? Accounts { get; init; }

    /// <summary>Inclusive.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Inclusive.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Of rule outcomes: only this rule's.</summary>
    public string? Rule { get; init; }

    public DayMark? After { get; init; }

    public int Rows { get; init; } = Limits.DefaultPageRows;
}

/// <summary>The last row of a page of days; the code is of rule outcomes alone.</summary>
public readonly record struct DayMark(DateOnly SessionDate, string Account, string Code);

/// <summary>Which strategies; what is null does not restrict.</summary>
public sealed record EvidenceFilter
{
    public string? Strategy { get; init; }

    public string? Version { get; init; }

    public EvidenceMark? After { get; init; }

    public int Rows { get; init; } = Limits.DefaultPageRows;
}

/// <summary>The last row of a page of evidence.</summary>
public readonly record struct EvidenceMark(string Strategy, string Version, string Currency);
