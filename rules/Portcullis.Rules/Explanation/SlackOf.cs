using System.Globalization;
using Portcullis.Rules.Binding;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Explanation;

/// <summary>The signed distance of a comparison, and which comparison of a tree decided.</summary>
internal static class SlackOf
{
    public static decimal? Comparison(BinaryOperator @operator, object? left, object? right)
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
    /// The leaf that decided: of a failed And the first that failed, of a passed And the tightest; of a passed Or the roomiest that held,
    /// of a failed Or the nearest miss. Null when a boolean without numbers decided.
    /// </summary>
    public static Comparison? Deciding(ComparisonTree tree) => tree.Kind switch
    {
        LogicKind.Comparison => tree.Comparison,
        LogicKind.Condition => null,
        LogicKind.And when tree.Holds == true => Tightest(tree.Children),
        LogicKind.And => tree.Children.FirstOrDefault(child => child.Holds == false) is { } failed ? Deciding(failed) : null,
        _ when tree.Holds == true => tree.Children.FirstOrDefault(child => child.Holds == true) is { } held ? Deciding(held) : null,
        _ => Roomiest(tree.Children.Where(child => child.Holds == false)),
    };

    private static Comparison? Tightest(IEnumerable<ComparisonTree> children)
    {
        Comparison? best = null;
        foreach (var child in children)
            if (Deciding(child) is { } candidate && (best is null || (candidate.Slack is { } slack && (best.Slack is null || slack < best.Slack))))
                best = candidate;
        return best;
    }

    private static Comparison? Roomiest(IEnumerable<ComparisonTree> children)
    {
        Comparison? best = null;
        foreach (var child in children)
            if (Deciding(child) is { } candidate && (best is null || (candidate.Slack is { } slack && (best.Slack is null || slack > best.Slack))))
                best = candidate;
        return best;
    }

    private static decimal? Number(object? value)
    {
        if (value is decimal number)
            return number;
        if (value is null || !NumericTypes.IsNumeric(value.GetType()))
            return null;
        try
        {
            return Convert.ToDecimal(value, CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
