namespace Portcullis.Client;

/// <summary>Which page of a report.</summary>
public record ReportQuestion
{
    /// <summary>Rows of the page, 1 to 1000; 0 (default): 100.</summary>
    public int PageSize { get; init; }

    /// <summary><see cref="ReportPage{T}.NextPage"/> of the page before; empty (default): the first page.</summary>
    public string Page { get; init; } = "";

    /// <summary>Wait until the report holds all that is committed when the question comes. Default false: answer at once, perhaps a little behind.</summary>
    public bool CaughtUp { get; init; }
}

/// <summary>Which orders; what is null does not restrict.</summary>
public sealed record OrderQuestion : ReportQuestion
{
    /// <summary>Null: all that the key covers.</summary>
    public string? AccountId { get; init; }

    public string? Symbol { get; init; }

    public string? Strategy { get; init; }

    /// <summary>The code of a rule that failed, for example DAILY_LOSS_LIMIT.</summary>
    public string? Rule { get; init; }

    public Verdict? Verdict { get; init; }

    /// <summary>Of the decision, inclusive.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Of the decision, exclusive.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>Which trading days of which accounts; what is null does not restrict.</summary>
public sealed record DayQuestion : ReportQuestion
{
    /// <summary>Null: all that the key covers.</summary>
    public string? AccountId { get; init; }

    /// <summary>Inclusive.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Inclusive.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Of rule outcomes: only this rule's code.</summary>
    public string? Rule { get; init; }
}

/// <summary>Which strategies; what is null does not restrict.</summary>
public sealed record EvidenceQuestion : ReportQuestion
{
    public string? Strategy { get; init; }

    public string? Version { get; init; }
}
