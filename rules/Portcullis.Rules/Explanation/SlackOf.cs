using System.Globalization;
using Portcullis.Rules.Binding;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Explanation;

/// <summary>The signed distance of a comparison, and which comparison of a tree decided.</summary>
internal static class SlackOf
{
    public static decimal? Comparison(BinaryOperator @operator, in ComparedValue left, in ComparedValue right)
    {
        if (Number(left) is not { } first || Number(right) is not { } second)
            return null;
        try
        {
            return @operator switch
            {
                BinaryOperator.Greater or BinaryOperator.GreaterOrEqual => first - second,
                BinaryOperator.Less or BinaryOperator.LessOrEqual => second - first,
                BinaryOperator.Equal => -Math.Abs(first - second),
                _ => null,
            };
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>
    /// The comparison that decided: of a failed And the first that failed, of a passed And the tightest; of a passed Or the first that held,
    /// of a failed Or the nearest miss. Null when a boolean without numbers decided.
    /// </summary>
    public static Sight? Deciding(Sight part) => part.Kind switch
    {
        LogicKind.Comparison => part.Holds is null ? null : part,
        LogicKind.Condition => null,
        LogicKind.And => part.Holds == true ? Outermost(part, tightest: true) : First(part, holds: false),
        _ => part.Holds == true ? First(part, holds: true) : Outermost(part, tightest: false),
    };

    private static Sight? First(Sight group, bool holds)
    {
        foreach (var child in group.Children)
            if (child.Holds == holds)
                return Deciding(child);
        return null;
    }

    /// <summary>Of what holds in a passed And the tightest, of what failed in a failed Or the roomiest; one without numbers only where there is no other.</summary>
    private static Sight? Outermost(Sight group, bool tightest)
    {
        Sight? best = null;
        foreach (var child in group.Children)
            if (child.Holds == tightest && Deciding(child) is { } candidate
                && (best is null || (candidate.Slack is { } slack && (best.Slack is not { } least || (tightest ? slack < least : slack > least)))))
                best = candidate;
        return best;
    }

    private static decimal? Number(in ComparedValue value)
    {
        if (value.Number is { } number)
            return number;
        if (value.Value is not { } other || !NumericTypes.IsNumeric(other.GetType()))
            return null;
        try
        {
            return Convert.ToDecimal(other, CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
