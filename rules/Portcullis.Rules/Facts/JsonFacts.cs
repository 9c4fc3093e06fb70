using System.Text.Json;

namespace Portcullis.Rules.Facts;

/// <summary>Facts from JSON without a class of their own: the shape is inferred. Whole numbers are int, else long, else double; lists take one shape for all items.</summary>
public static class JsonFacts
{
    /// <summary>The value with its inferred class.</summary>
    public static object? Read(JsonElement element) => Value(element, TypeOf(element));

    /// <summary>The class a value has, with fractions as decimal: for facts about money.</summary>
    public static Type ExactTypeOf(JsonElement element) => TypeOf(element, typeof(decimal));

    private static Type TypeOf(JsonElement element, Type? fraction = null) => element.ValueKind switch
    {
        JsonValueKind.String => typeof(string),
        JsonValueKind.True or JsonValueKind.False => typeof(bool),
        JsonValueKind.Number => element.TryGetInt32(out _) ? typeof(int) : element.TryGetInt64(out _) ? typeof(long) : fraction ?? typeof(double),
        JsonValueKind.Object => ShapeTypes.Of([.. element.EnumerateObject()
            .GroupBy(property => property.Name, StringComparer.Ordinal).Select(group => (group.Key, TypeOf(group.Last().Value, fraction)))]),
        JsonValueKind.Array => typeof(List<>).MakeGenericType(ItemType([.. element.EnumerateArray()], fraction)),
        _ => typeof(object),
    };

    private static Type ItemType(JsonElement[] items, Type? fraction)
    {
        if (items.Length > 0 && items.All(item => item.ValueKind == JsonValueKind.Object))
            return ShapeTypes.Of([.. items.SelectMany(item => item.EnumerateObject())
                .GroupBy(property => property.Name, StringComparer.Ordinal)
                .Select(group => (group.Key, Widest(group.Select(property => TypeOf(property.Value, fraction)))))]);
        return Widest(items.Select(item => TypeOf(item, fraction)));
    }

    private static Type Widest(IEnumerable<Type> types)
    {
        var all = types.Distinct().ToArray();
        if (all.Length == 1)
            return all[0];
        if (all.Length > 1 && all.All(type => type == typeof(int) || type == typeof(long) || type == typeof(double) || type == typeof(decimal)))
            return all.Contains(typeof(double)) ? typeof(double) : all.Contains(typeof(decimal)) ? typeof(decimal) : typeof(long);
        return typeof(object);
    }

    private static object? Value(JsonElement element, Type type)
    {
        if (element.ValueKind == JsonValueKind.Object && type.Name == ShapeTypes.Name)
        {
            var instance = Activator.CreateInstance(type)!;
            foreach (var property in element.EnumerateObject())
                type.GetProperty(property.Name)!.SetValue(instance, Value(property.Value, type.GetProperty(property.Name)!.PropertyType));
            return instance;
        }
        if (element.ValueKind == JsonValueKind.Array && type.IsGenericType)
        {
            var item = type.GetGenericArguments()[0];
            var list = (System.Collections.IList)Activator.CreateInstance(type)!;
            foreach (var value in element.EnumerateArray())
                list.Add(Value(value, item));
            return list;
        }
        return type == typeof(object) && element.ValueKind != JsonValueKind.Null
            ? Value(element, TypeOf(element))
            : element.ValueKind == JsonValueKind.Null ? null : element.Deserialize(type);
    }
}
