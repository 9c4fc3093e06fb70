using System.Collections.Immutable;
using System.Text.Json;

namespace Portcullis.Domain.Facts;

/// <summary>
/// Knows which facts a decision's record keeps: those that the rule set reads and those that the gateway's own refusals read, so that the
/// decision can be computed again from the journal alone. Each is written once: what is its default, or is said elsewhere in the record, is not.
/// </summary>
public sealed class FactRecorder
{
    /// <summary>Of a record that was read: all that stood in it.</summary>
    public static readonly FactRecorder Everything = new(FactTable.Groups.Select(group => new Kept(group, [.. group.Members.Select(member => (member, Told.IsEnough))])));

    /// <summary>What the gateway's own refusals read, whatever the rules.</summary>
    private static readonly string[] Always =
    [
        "order.Symbol", "order.Side", "order.Quantity", "order.Exposure", "order.PositionAfter", "order.RiskAmount", "order.ReferencePrice", "account.Status", "account.Equity",
        "market.Doubtful", "control.Halted", "control.ReduceOnly",
    ];

    /// <summary>
    /// What the record says elsewhere as well, and where nothing would contradict a changed number unless a rule reads it. Where none does, or
    /// none that judges exits, it is written among the facts again.
    /// </summary>
    private static readonly string[] Witnesses = ["order.Exposure", "order.PositionAfter", "order.RiskAmount"];

    private readonly ImmutableArray<Kept> _groups;

    private FactRecorder(IEnumerable<Kept> groups) => _groups = [.. groups];

    public FactRecorder(ImmutableArray<string> factsRead)
        : this(FactTable.Groups.Select(group => Keep(group, factsRead)).Where(kept => !kept.Members.IsEmpty))
    {
    }

    /// <summary>Whether a fact is written although the rest of the record tells it.</summary>
    private enum Told
    {
        IsEnough,
        IsNotEnoughOfExits,
        IsNotEnough,
    }

    private readonly record struct Kept(FactGroup Group, ImmutableArray<(FactMember Member, Told Told)> Members);

    private static Kept Keep(FactGroup group, ImmutableArray<string> factsRead)
    {
        var names = Names(Always.Concat(factsRead), group);
        var witnesses = Names(Witnesses, group);
        var unread = Names(Witnesses.Except(factsRead, StringComparer.OrdinalIgnoreCase), group);
        // A derived fact or a function is recorded through what it is computed from.
        var derived = names.Any(name => group.Members.All(member => !IsNamed(member, name)));
        return new Kept(group, [.. group.Members
            .Where(member => names.Any(name => IsNamed(member, name)) || (derived && group is FactGroup<NewsFacts>))
            .Select(member => (member, unread.Any(name => IsNamed(member, name)) ? Told.IsNotEnough : witnesses.Any(name => IsNamed(member, name)) ? Told.IsNotEnoughOfExits : Told.IsEnough))]);
    }

    private static string[] Names(IEnumerable<string> paths, FactGroup group) =>
        [.. paths.Select(path => path.Split('.')).Where(path => path.Length >= 2 && string.Equals(path[0], group.Name.Value, StringComparison.OrdinalIgnoreCase)).Select(path => path[1])];

    private static bool IsNamed(FactMember member, string name) => string.Equals(member.Name.Value, name, StringComparison.OrdinalIgnoreCase);

    /// <param name="writer">Gets one object.</param>
    /// <param name="facts">To be recorded.</param>
    /// <param name="told">What a reader will know without this record.</param>
    internal void Write(Utf8JsonWriter writer, DecisionFacts facts, DecisionFacts told)
    {
        var enough = facts.Order.Exposure is Exposure.Reducing or Exposure.Closing ? Told.IsEnough : Told.IsNotEnoughOfExits;
        writer.WriteStartObject();
        foreach (var (group, members) in _groups)
        {
            var (values, known, open) = (group.Of(facts), group.Of(told), false);
            foreach (var (member, isTold) in members)
            {
                if (isTold <= enough && member.IsSame(values, known)) continue;
                if (!open) writer.WriteStartObject(group.Name);
                open = true;
                member.Write(writer, values);
            }

            if (open) writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
