using System.Collections.Immutable;
using System.Reflection;
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

    private static readonly Utf8Names<FactGroup> ByName = new(Groups.Select(group => (group.Name.Value, group)));

    /// <summary>Reads what was recorded over what is known without it.</summary>
    /// <param name="cursor">At the object; past it afterwards.</param>
    /// <param name="facts">Is filled.</param>
    /// <param name="shared">Groups that are these facts' too stay as they are; a copy takes their place.</param>
    public static void Read(ref JsonCursor cursor, DecisionFacts facts, DecisionFacts shared)
    {
        cursor.Open('{');
        while (cursor.NextProperty(ByName, out var group)) group.Read(ref cursor, facts, shared);
    }
}

/// <summary>The facts of one name's object: <c>order</c>, <c>account</c>, ...</summary>
internal abstract class FactGroup(string property)
{
    public JsonEncodedText Name { get; } = JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(property));

    public abstract ImmutableArray<FactMember> Members { get; }

    public abstract object Of(DecisionFacts facts);

    public abstract void Read(ref JsonCursor cursor, DecisionFacts facts, DecisionFacts shared);
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
        _byName = new(Members.Select(member => (member.Name.Value, member)));
    }

    public override ImmutableArray<FactMember> Members { get; }

    private static FactMember Member(PropertyInfo property) =>
        (FactMember)Activator.CreateInstance(typeof(FactMember<,>).MakeGenericType(typeof(TGroup), property.PropertyType), property)!;

    public override object Of(DecisionFacts facts) => _get(facts);

    public override void Read(ref JsonCursor cursor, DecisionFacts facts, DecisionFacts shared)
    {
        cursor.Open('{');
        var group = _get(facts);
        if (ReferenceEquals(group, _get(shared))) _set(facts, group = _copy(group));
        while (cursor.NextProperty(_byName, out var member)) member.Read(ref cursor, group);
        _set(facts, group);
    }
}

/// <summary>One fact of a group.</summary>
internal abstract class FactMember(PropertyInfo property)
{
    public JsonEncodedText Name { get; } = JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(property.Name));

    public abstract bool IsSame(object group, object other);

    public abstract void Write(Utf8JsonWriter writer, object group);

    public abstract void Read(ref JsonCursor cursor, object group);
}

internal sealed class FactMember<TGroup, TValue>(PropertyInfo property) : FactMember(property)
    where TGroup : class
{
    private readonly Func<TGroup, TValue> _get = property.GetMethod!.CreateDelegate<Func<TGroup, TValue>>();
    private readonly Action<TGroup, TValue> _set = property.SetMethod!.CreateDelegate<Action<TGroup, TValue>>();
    private readonly FactForm<TValue> _form = (FactForm<TValue>)FactForms.Of(property.PropertyType);

    public override bool IsSame(object group, object other) => _form.AreSame(_get((TGroup)group), _get((TGroup)other));

    public override void Write(Utf8JsonWriter writer, object group)
    {
        writer.WritePropertyName(Name);
        _form.Write(writer, _get((TGroup)group));
    }

    public override void Read(ref JsonCursor cursor, object group) => _set((TGroup)group, _form.Read(ref cursor));
}
