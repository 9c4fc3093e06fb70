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

    private static readonly Utf8Names Names = new(Groups.Select(group => group.Name.Value));

    /// <summary>Reads what was recorded over what is known without it.</summary>
    /// <param name="json">The recorded object.</param>
    /// <param name="facts">Is filled.</param>
    /// <param name="shared">Groups that are these facts' too stay as they are; a copy takes their place.</param>
    /// <exception cref="JsonException">It is not as facts are recorded.</exception>
    public static void Read(ReadOnlySpan<byte> json, DecisionFacts facts, DecisionFacts shared)
    {
        var cursor = new JsonCursor(json);
        cursor.Open('{');
        var name = Utf8Names.None;
        while (cursor.NextProperty(Names, ref name)) Groups[name].Read(ref cursor, facts, shared);
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
    private readonly Utf8Names _names;

    public FactGroup(string property, Func<TGroup, TGroup> copy)
        : base(property)
    {
        var own = typeof(DecisionFacts).GetProperty(property)!;
        (_get, _set, _copy) = (own.GetMethod!.CreateDelegate<Func<DecisionFacts, TGroup>>(), own.SetMethod!.CreateDelegate<Action<DecisionFacts, TGroup>>(), copy);
        Members = [.. typeof(TGroup).GetProperties().Where(p => p.CanWrite).OrderBy(p => p.Name, StringComparer.Ordinal).Select(Member)];
        _names = new(Members.Select(member => member.Name.Value));
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
        var name = Utf8Names.None;
        while (cursor.NextProperty(_names, ref name)) Members[name].Read(ref cursor, group);
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
}
