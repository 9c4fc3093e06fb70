using Portcullis.Domain.Facts;
using Portcullis.Domain.Profiles;

namespace Portcullis.Domain.Accounts;

/// <summary>Computes a recorded decision again from what the journal keeps of it, and says what differs.</summary>
public static class Reverification
{
    // What these say does not follow from facts alone; they only ever refuse.
    private static readonly string[] BesideFacts = ["INSTRUMENT_EXPIRED", "TOO_MANY_WORKING_ORDERS"];

    /// <returns>One line for each difference; none when the decision is what these facts and rules lead to.</returns>
    public static IEnumerable<string> Differences(OrderDecided decided, ProfileRules rules)
    {
        var judgement = Judge.Order(FactRecorder.Read(decided.Facts), rules, decided.Request.ReduceOnly);
        var recorded = decided.Violations.Where(v => !BesideFacts.Contains(v.Code)).ToArray();
        var resized = decided.Verdict == Verdict.Resized;
        if (!resized)
        {
            foreach (var missing in recorded.Except(judgement.Violations)) yield return $"recorded violation {Line(missing)} is not computed";
            foreach (var extra in judgement.Violations.Except(recorded)) yield return $"computed violation {Line(extra)} is not recorded";
        }

        foreach (var missing in decided.Headroom.Except(judgement.Headroom)) yield return $"recorded headroom {missing.Code} {missing.Slack} is not computed";
        foreach (var extra in judgement.Headroom.Except(decided.Headroom)) yield return $"computed headroom {extra.Code} {extra.Slack} is not recorded";
        var approved = decided.Verdict is Verdict.Approved or Verdict.Resized;
        if (approved && !judgement.Allows) yield return $"recorded as {decided.Verdict}, computed as refused: {string.Join(", ", judgement.Violations.Where(v => v.Blocks).Select(v => v.Code))}";
        if (!approved && judgement.Allows && recorded.Length == decided.Violations.Length) yield return $"recorded as {decided.Verdict}, computed as allowed";
        if (approved && decided.ApprovedQuantity > decided.Request.Quantity) yield return $"approved {decided.ApprovedQuantity} of {decided.Request.Quantity} asked for";
    }

    private static string Line(Violation v) => $"{v.Code} ({v.LeftValue} {v.Operator} {v.RightValue})";
}
