namespace Portcullis.Rules.Binding;

/// <summary>What kind of collection a type is. A string is not one.</summary>
internal static class SequenceTypes
{
    public static Type? ElementOf(Type type)
    {
        if (type == typeof(string))
            return null;
        return Closed(type, typeof(IEnumerable<>))?.GetGenericArguments()[0];
    }

    /// <summary>The key type of a dictionary, or null.</summary>
    public static Type? KeyOf(Type type) =>
        (Closed(type, typeof(IReadOnlyDictionary<,>)) ?? Closed(type, typeof(IDictionary<,>)))?.GetGenericArguments()[0];

    private static Type? Closed(Type type, Type definition)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == definition)
            return type;
        return type.GetInterfaces().FirstOrDefault(parent => parent.IsGenericType && parent.GetGenericTypeDefinition() == definition);
    }
}
