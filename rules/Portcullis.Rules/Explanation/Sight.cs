using System.Collections.Immutable;

namespace Portcullis.Rules.Explanation;

/// <summary>
/// What the evaluation under way sees at a part of a rule's logic. It is made once and filled again and again, so that a reason costs nothing;
/// a whole explanation is made of it for whoever asks.
/// </summary>
/// <param name="compared">Of a comparison.</param>
internal sealed class Sight(LogicKind kind, string text, ImmutableArray<Sight> children, ComparisonText? compared = null)
{
    /// <summary>The sides of a comparison that was evaluated.</summary>
    public ComparedValue Left;
    public ComparedValue Right;

    public LogicKind Kind => kind;

    public ImmutableArray<Sight> Children => children;

    public ComparisonText? Compared => compared;

    /// <summary>Null when it was not evaluated, or could not be.</summary>
    public bool? Holds { get; set; }

    public string? Error { get; set; }

    public decimal? Slack { get; set; }

    public void Clear()
    {
        (Holds, Error) = (null, null);
        foreach (var child in children)
            child.Clear();
    }

    public Comparison? ToComparison() =>
        compared is not null && Holds is { } holds ? new(compared.Left, Left.Value, compared.Operator, compared.Right, Right.Value, Slack, holds) : null;

    public ComparisonTree ToTree() => new(kind, text, Holds, ToComparison(), Error, [.. children.Select(child => child.ToTree())]);
}
