using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Portcullis.Domain.Json;

namespace Portcullis.Domain.Facts;

/// <summary>Every fact that can be recorded, under its name. Reflection names them once; what reads and writes them are delegates.</summary>
internal static class FactTable
{
    public static readonly ImmutableArray<FactGroup> Groups =
    [
        new FactGroup<AccountFacts>(nameof(DecisionFacts.Account), group => group with { }),
        new FactGroup<ControlFacts>(nameof(DecisionFacts.Control), group => group with { }),
        new FactGroup<FlowFacts>(nameof(DecisionFacts.Flow), group => group with { }),
        new FactGroup<MarketFacts>(nameof(DecisionFacts.Market), group => group with { }),
        new FactGroup<NewsFacts>(nameof(DecisionFacts.News), group => group with { }),
        new FactGroup<OrderFacts>(nameof(DecisionFacts.Order), group => group with { }),
        new FactGroup<SessionFacts>(nameof(DecisionFacts.Session), group => group with { }),
        new FactGroup<StrategyFacts>(nameof(DecisionFacts.Strategy), group => group with { }),
    ];

    private static readonly FactGroup Order = Groups.Single(group => group is FactGroup<OrderFacts>);

    private static readonly FactGroup Strategy = Groups.Single(group => group is FactGroup<StrategyFacts>);

    private static readonly Utf8Names<FactGroup> ByName = new(Groups.Select(group => (group.Name.Value, group)));

    /// <summary>Reads what was recorded over what is known without it.</summary>
    /// <param name="cursor">At the object; past it afterwards.</param>
    /// <param name="facts">Is filled.</param>
    /// <param name="shared">Groups that are these facts' too stay as they are; a copy takes their place.</param>
    /// <returns>What was recorded of the order and of the strategy.</returns>
    public static Recorded Read(ref JsonCursor cursor, DecisionFacts facts, DecisionFacts shared)
    {
        var recorded = default(Recorded);
        cursor.Open('{');
        while (cursor.NextProperty(ByName, out var group))
        {
            var members = group.Read(ref cursor, facts, shared);
            if (ReferenceEquals(group, Order)) recorded = recorded with { Order = members };
            else if (ReferenceEquals(group, Strategy)) recorded = recorded with { Strategy = members };
        }

        return recorded;
    }

    /// <summary>Members of the groups that the rest of a record tells of too, a bit for each that was recorded.</summary>
    public readonly record struct Recorded(ulong Order, ulong Strategy);

    /// <summary>Takes what was not recorded of the order and of the strategy from what is known without it.</summary>
    public static void Complete(DecisionFacts facts, DecisionFacts told, Recorded recorded)
    {
        Order.Complete(facts.Order, told.Order, recorded.Order);
        Strategy.Complete(facts.Strategy, told.Strategy, recorded.Strategy);
    }
}

/// <summary>The facts of one name's object: <c>order</c>, <c>account</c>, ...</summary>
internal abstract class FactGroup(string property)
{
    public JsonEncodedText Name { get; } = JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(property));

    public abstract ImmutableArray<FactMember> Members { get; }

    public abstract object Of(DecisionFacts facts);

    /// <returns>A bit for each member that was there.</returns>
    public abstract ulong Read(ref JsonCursor cursor, DecisionFacts facts, DecisionFacts shared);

    public void Complete(object group, object told, ulong recorded)
    {
        foreach (var member in Members)
            if ((recorded & member.Bit) == 0) member.Copy(told, group);
    }
}

internal sealed class FactGroup<TGroup> : FactGroup
    where TGroup : class
{
    private readonly Func<DecisionFacts, TGroup> _get;
    private readonly Action<DecisionFacts, TGroup> _set;
    private readonly Func<TGroup, TGroup> _copy;
    private readonly Utf8Names<FactMember> _byName;

    public FactGroup(string property, Func<TGroup, TGroup> copy)
        : base(property)
    {
        var own = typeof(DecisionFacts).GetProperty(property)!;
        (_get, _set, _copy) = (own.GetMethod!.CreateDelegate<Func<DecisionFacts, TGroup>>(), own.SetMethod!.CreateDelegate<Action<DecisionFacts, TGroup>>(), copy);
        Members = [.. typeof(TGroup).GetProperties().Where(p => p.CanWrite).OrderBy(p => p.Name, StringComparer.Ordinal).Select(Member)];
        if (Members.Length > 64) throw new NotSupportedException($"{property} has more facts than there are bits to tell them by.");
        _byName = new(Members.Select(member => (member.Name.Value, member)));
    }

    public override ImmutableArray<FactMember> Members { get; }

    private static FactMember Member(PropertyInfo property, int index) =>
        (FactMember)Activator.CreateInstance(typeof(FactMember<,>).MakeGenericType(typeof(TGroup), property.PropertyType), property, index)!;

    public override object Of(DecisionFacts facts) => _get(facts);

    public override ulong Read(ref JsonCursor cursor, DecisionFacts facts, DecisionFacts shared)
    {
        var recorded = 0UL;
        cursor.Open('{');
        var group = _get(facts);
        if (ReferenceEquals(group, _get(shared))) _set(facts, group = _copy(group));
        while (cursor.NextProperty(_byName, out var member))
        {
            member.Read(ref cursor, group);
            recorded |= member.Bit;
        }

        return recorded;
    }
}

/// <summary>One fact of a group.</summary>
internal abstract class FactMember(PropertyInfo property, int index)
{
    public ulong Bit { get; } = 1UL << index;

    public JsonEncodedText Name { get; } = JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(property.Name));

    public abstract bool IsSame(object group, object other);

    public abstract void Write(Utf8JsonWriter writer, object group);

    public abstract void Read(ref JsonCursor cursor, object group);

    public abstract void Copy(object from, object to);
}

internal sealed class FactMember<TGroup, TValue>(PropertyInfo property, int index) : FactMember(property, index)
    where TGroup : class
{
    private readonly Func<TGroup, TValue> _get = property.GetMethod!.CreateDelegate<Func<TGroup, TValue>>();
    private readonly Action<TGroup, TValue> _set = property.SetMethod!.CreateDelegate<Action<TGroup, TValue>>();
    // A member is only ever asked about its own group's objects; checking that each time would cost more than the reading.
    private static TGroup As(object group) => Unsafe.As<TGroup>(group);

    private readonly FactForm<TValue> _form = (FactForm<TValue>)FactForms.Of(property.PropertyType);

    public override bool IsSame(object group, object other) => _form.AreSame(_get(As(group)), _get(As(other)));

    public override void Write(Utf8JsonWriter writer, object group)
    {
        writer.WritePropertyName(Name);
        _form.Write(writer, _get(As(group)));
    }

    public override void Read(ref JsonCursor cursor, object group) => _set(As(group), _form.Read(ref cursor));

    public override void Copy(object from, object to) => _set(As(to), _get(As(from)));
}
