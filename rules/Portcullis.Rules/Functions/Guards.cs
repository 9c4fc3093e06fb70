namespace Portcullis.Rules.Functions;

/// <summary>Checks that compiled rules call; what they throw becomes the rule's error.</summary>
internal static class Guards
{
    public static double Finite(double value) =>
        double.IsFinite(value) ? value : throw new NotFiniteNumberException("The number is not finite", value);

    public static float Finite(float value) =>
        float.IsFinite(value) ? value : throw new NotFiniteNumberException("The number is not finite", value);

    public static double? Finite(double? value) => value is { } present ? Finite(present) : null;

    public static float? Finite(float? value) => value is { } present ? Finite(present) : null;

    public static Exception Absent() => new AbsentValueException();

    public static string Bounded(string text) =>
        text.Length <= Limits.StringLength ? text : throw new RuleLimitException(nameof(Limits.StringLength), Limits.StringLength);
}
