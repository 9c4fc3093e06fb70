using System.Globalization;

namespace Portcullis.Rules.Analysis;

/// <summary>The values a number can have. Bounds are doubles: wide enough for every type, and analysis only warns.</summary>
internal readonly record struct Interval(double Min, double Max, bool NonZero = false)
{
    public static Interval Everything { get; } = new(double.NegativeInfinity, double.PositiveInfinity);

    public bool CanBeZero => !NonZero && Min <= 0 && Max >= 0;

    public bool IsPoint => Min == Max;

    public static Interval Point(double value) => new(value, value);

    public static Interval OfType(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte or TypeCode.SByte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Int64 or TypeCode.UInt64 =>
            new(Bound(type, "MinValue"), Bound(type, "MaxValue")),
        _ => Everything,
    };

    public static Interval operator +(Interval left, Interval right) => new(Sum(left.Min, right.Min, -1), Sum(left.Max, right.Max, 1));

    public static Interval operator -(Interval left, Interval right) => left + -right;

    public static Interval operator -(Interval value) => new(-value.Max, -value.Min, value.NonZero);

    public static Interval operator *(Interval left, Interval right)
    {
        double[] corners = [Product(left.Min, right.Min), Product(left.Min, right.Max), Product(left.Max, right.Min), Product(left.Max, right.Max)];
        return new(corners.Min(), corners.Max(), left.NonZero && right.NonZero);
    }

    public Interval Within(Interval other) => new(Math.Max(Min, other.Min), Math.Min(Max, other.Max), NonZero || other.NonZero);

    private static double Sum(double left, double right, int sign) =>
        double.IsNaN(left + right) ? sign * double.PositiveInfinity : left + right;

    private static double Product(double left, double right) => left == 0 || right == 0 ? 0 : left * right;

    private static double Bound(Type type, string name) => Convert.ToDouble(type.GetField(name)!.GetValue(null), CultureInfo.InvariantCulture);
}
