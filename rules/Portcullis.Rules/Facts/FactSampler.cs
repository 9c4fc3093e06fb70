using System.Collections;
using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;
using Portcullis.Rules.Binding;
using Portcullis.Rules.Compilation;

namespace Portcullis.Rules.Facts;

/// <summary>
/// Makes facts at random, with a liking for the values that rules compare with and their neighbours: there, verdicts change.
/// The same seed makes the same facts.
/// </summary>
public sealed class FactSampler
{
    private const int Depth = 5;

    private readonly Random _random;
    private readonly ImmutableArray<decimal> _numbers;
    private readonly ImmutableArray<string> _texts;

    private FactSampler(int seed, IEnumerable<decimal> numbers, IEnumerable<string> texts)
    {
        _random = new(seed);
        _numbers = [.. numbers.Append(0).Append(1).SelectMany(number => new[] { number, number - 1, number + 1, -number, number + 0.01m, number - 0.01m })];
        _texts = [.. texts.Append("").Append("x").Distinct(StringComparer.Ordinal)];
    }

    /// <summary>A sampler that knows the constants of these rule sets.</summary>
    public static FactSampler For<TFacts>(int seed, params ReadOnlySpan<RuleSet<TFacts>> ruleSets)
        where TFacts : class
    {
        var constants = new Constants();
        foreach (var rules in ruleSets)
            foreach (var workflow in rules.Program.Workflows)
            {
                foreach (var global in workflow.Globals)
                    constants.Visit(global.Value);
                foreach (var rule in workflow.Rules)
                    constants.Add(rule);
            }
        return new(seed, constants.Numbers, constants.Texts);
    }

    public TFacts Next<TFacts>()
        where TFacts : class => (TFacts)(Make(typeof(TFacts), 0) ?? throw new InvalidOperationException($"No way to make a {typeof(TFacts).Name}"));

    private object? Make(Type type, int depth)
    {
        if (Nullable.GetUnderlyingType(type) is { } bare)
            return _random.Next(4) == 0 ? null : Make(bare, depth);
        if (type.IsEnum)
            return Enum.GetValues(type).GetValue(_random.Next(Enum.GetValues(type).Length));
        if (type == typeof(bool))
            return _random.Next(2) == 0;
        if (type == typeof(string))
            return _texts[_random.Next(_texts.Length)];
        if (NumericTypes.IsNumeric(type) || type == typeof(char))
            return Number(type);
        if (Moment(type) is { } moment)
            return moment;
        if (SequenceTypes.ElementOf(type) is { } element)
            return depth >= Depth ? null : Collection(type, element, depth);
        return TypeCatalog.IsFact(type) && depth < Depth ? Object(type, depth) : null;
    }

    private object Number(Type type)
    {
        var value = _random.Next(4) == 0 ? _random.Next(-100_000, 100_000) / 4m : _numbers[_random.Next(_numbers.Length)];
        if (type == typeof(decimal))
            return value;
        if (NumericTypes.IsReal(type))
            return Convert.ChangeType(value, type, null);
        try
        {
            return Convert.ChangeType(decimal.Truncate(value), type, null);
        }
        catch (OverflowException)
        {
            return Convert.ChangeType(_random.Next(0, 100), type, null);
        }
    }

    private object? Moment(Type type)
    {
        var minutes = _random.Next(0, 60 * 24 * 14);
        var start = new DateTime(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc);
        if (type == typeof(DateTime))
            return start.AddMinutes(minutes);
        if (type == typeof(DateTimeOffset))
            return new DateTimeOffset(start).AddMinutes(minutes);
        if (type == typeof(DateOnly))
            return DateOnly.FromDateTime(start.AddMinutes(minutes));
        if (type == typeof(TimeOnly))
            return TimeOnly.FromDateTime(start.AddMinutes(minutes));
        if (type == typeof(TimeSpan))
            return TimeSpan.FromMinutes(minutes);
        return type == typeof(Guid) ? new Guid(minutes, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10) : null;
    }

    private object? Collection(Type type, Type element, int depth)
    {
        var count = _random.Next(4);
        if (element.IsGenericType && element.GetGenericTypeDefinition() == typeof(KeyValuePair<,>) && element.GetGenericArguments() is [var key, var value] && key == typeof(string))
        {
            var dictionary = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(key, value))!;
            for (var i = 0; i < count; i++)
                dictionary[_texts[_random.Next(_texts.Length)]] = Make(value, depth + 1);
            return type.IsInstanceOfType(dictionary) ? dictionary : null;
        }
        var items = Array.CreateInstance(element, count);
        for (var i = 0; i < count; i++)
            items.SetValue(Make(element, depth + 1), i);
        if (type.IsInstanceOfType(items))
            return items;
        var list = Activator.CreateInstance(typeof(List<>).MakeGenericType(element), items)!;
        return type.IsInstanceOfType(list) ? list
            : type == typeof(ImmutableArray<>).MakeGenericType(element)
                ? typeof(ImmutableArray).GetMethods().First(method => method.Name == "Create" && method.GetParameters() is [{ ParameterType.IsArray: true }])
                    .MakeGenericMethod(element).Invoke(null, [items])
                : null;
    }

    private object? Object(Type type, int depth)
    {
        if (type.IsAbstract)
            return null;
        var constructor = type.GetConstructors()
            .Where(candidate => candidate.GetParameters().All(parameter => parameter.ParameterType != type))
            .MaxBy(candidate => candidate.GetParameters().Length);
        if (constructor is null)
            return null;
        var instance = constructor.Invoke([.. constructor.GetParameters().Select(parameter => Make(parameter.ParameterType, depth + 1))]);
        var given = constructor.GetParameters().Select(parameter => parameter.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            if (property.SetMethod is { IsPublic: true } && !given.Contains(property.Name) && property.GetIndexParameters().Length == 0)
                property.SetValue(instance, Make(property.PropertyType, depth + 1));
        return instance;
    }

    private sealed class Constants : ExpressionVisitor
    {
        public HashSet<decimal> Numbers { get; } = [];

        public HashSet<string> Texts { get; } = new(StringComparer.Ordinal);

        public void Add(BoundRule rule)
        {
            foreach (var local in rule.Locals)
                Visit(local.Value);
            if (rule.Condition is not null)
                Visit(rule.Condition);
            foreach (var child in rule.Children)
                Add(child);
        }

        protected override Expression VisitConstant(ConstantExpression node)
        {
            if (node.Value is string text)
                Texts.Add(text);
            else if (node.Value is string[] texts)
                Texts.UnionWith(texts);
            else if (node.Value is int or long or decimal or uint or short or byte || node.Value is double and > -1e9 and < 1e9)
                Numbers.Add(Math.Clamp(Convert.ToDecimal(node.Value, null), -1e15m, 1e15m));
            return node;
        }
    }
}
