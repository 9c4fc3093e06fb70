namespace Portcullis.Rules.Functions;

/// <summary>The doors through which rules reach collections: every item visited is paid for from the pass's budget.</summary>
internal static class Sequences
{
    public static IEnumerable<T> Metered<T>(IEnumerable<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Walk(source);

        static IEnumerable<T> Walk(IEnumerable<T> source)
        {
            foreach (var item in source)
            {
                WorkBudget.Spend(1);
                yield return item;
            }
        }
    }

    /// <summary>Does not allocate for lists and arrays; strings are compared ordinally.</summary>
    public static bool Contains<T>(IEnumerable<T> source, T item)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source is not ICollection<T> collection)
            return Metered(source).Contains(item);
        WorkBudget.Spend(collection is ISet<T> ? 1 : collection.Count);
        return collection.Contains(item);
    }

    public static int Count<T>(IEnumerable<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source is IReadOnlyCollection<T> collection ? collection.Count : Metered(source).Count();
    }

    public static bool Any<T>(IEnumerable<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source is IReadOnlyCollection<T> collection ? collection.Count > 0 : Metered(source).Any();
    }

    public static T? Min<T>(IEnumerable<T> source) => source.Min();

    public static T? Max<T>(IEnumerable<T> source) => source.Max();

    public static IEnumerable<int> Range(int start, int count)
    {
        if (count > Limits.CollectionWork)
            throw new RuleLimitException(nameof(Limits.CollectionWork), Limits.CollectionWork);
        return Enumerable.Range(start, count);
    }

    /// <summary>Whether a comma-separated list holds a text, as the original's ExpressionUtils does it: no trimming.</summary>
    public static bool CheckContains(string check, string list) =>
        !string.IsNullOrEmpty(check) && !string.IsNullOrEmpty(list) && list.Split(',').Contains(check, StringComparer.Ordinal);
}
