namespace Portcullis.Rules.Explanation;

/// <summary>Whether a part of a rule holds, and how far it is from changing its mind. Compiled rules carry it up their logic.</summary>
internal readonly struct Measure(bool holds, decimal? slack)
{
    public readonly bool Holds = holds;

    public readonly decimal? Slack = slack;

    public static Measure Condition(bool holds) => new(holds, null);

    public static Measure Of(bool holds, decimal distance) => new(holds, distance);

    /// <summary>Both hold: the tighter one. Otherwise the one that failed.</summary>
    public static Measure And(Measure left, Measure right)
    {
        if (!left.Holds || !right.Holds)
            return left.Holds ? right : left;
        return left.Slack is null || right.Slack < left.Slack ? right : left;
    }

    /// <summary>Neither holds: the nearer miss. Otherwise the first that held.</summary>
    public static Measure Or(Measure left, Measure right)
    {
        if (left.Holds || right.Holds)
            return left.Holds ? left : right;
        return left.Slack is null || right.Slack > left.Slack ? right : left;
    }
}
