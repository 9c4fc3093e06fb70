namespace Portcullis.Rules.Functions;

/// <summary>Counts the items that one pass visits in collections, over all of its rules. A pass runs on one thread from start to end.</summary>
internal static class WorkBudget
{
    [ThreadStatic]
    private static int _spent;

    public static void Reset() => _spent = 0;

    public static void Spend(int items)
    {
        _spent += items;
        if ((uint)_spent > Limits.CollectionWork)
        {
            _spent = Limits.CollectionWork;
            throw new RuleLimitException(nameof(Limits.CollectionWork), Limits.CollectionWork);
        }
    }
}
