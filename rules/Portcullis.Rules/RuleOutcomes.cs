using System.Numerics;

namespace Portcullis.Rules;

/// <summary>One pass's outcomes as two bit masks. Made once by <c>RuleSet.CreateOutcomes</c> and filled again and again.</summary>
public sealed class RuleOutcomes
{
    /// <summary>Written by the fused delegate: a bit is set for each rule that did not hold.</summary>
    internal readonly ulong[] Failed;

    /// <summary>Written by the fused delegate: a bit is set for each rule that could not be evaluated.</summary>
    internal readonly ulong[] Errors;

    internal RuleOutcomes(int count)
    {
        Count = count;
        Failed = new ulong[(count + 63) / 64];
        Errors = new ulong[(count + 63) / 64];
    }

    public int Count { get; }

    public RuleOutcome this[int rule]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(rule);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rule, Count);
            var bit = 1UL << (rule & 63);
            if ((Errors[rule >> 6] & bit) != 0)
                return RuleOutcome.Error;
            return (Failed[rule >> 6] & bit) != 0 ? RuleOutcome.Failed : RuleOutcome.Passed;
        }
    }

    public bool AllPassed => NextRefusal(0) == Count;

    /// <summary>The first rule from <paramref name="rule"/> on that did not pass; <see cref="Count"/> where all did.</summary>
    public int NextRefusal(int rule)
    {
        for (var word = rule >> 6; word < Failed.Length; word++, rule = 0)
        {
            var refused = (Failed[word] | Errors[word]) >> (rule & 63);
            if (refused != 0)
                return (word << 6) + (rule & 63) + BitOperations.TrailingZeroCount(refused);
        }
        return Count;
    }

    public int FailedCount => Ones(Failed);

    public int ErrorCount => Ones(Errors);

    internal void MarkError(int rule) => Errors[rule >> 6] |= 1UL << (rule & 63);

    internal void MarkErrors(int first, int count)
    {
        for (var rule = first; rule < first + count; rule++)
            MarkError(rule);
    }

    internal void Clear()
    {
        Array.Clear(Failed);
        Array.Clear(Errors);
    }

    private static int Ones(ulong[] words)
    {
        var ones = 0;
        foreach (var word in words)
            ones += BitOperations.PopCount(word);
        return ones;
    }
}
