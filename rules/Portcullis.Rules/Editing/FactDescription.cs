using System.Globalization;
using System.Reflection;

namespace Portcullis.Rules.Editing;

/// <summary>A fact as people who write rules see it.</summary>
/// <param name="Path">As rules name it, for example <c>order.Quantity</c>; a function with its parameters.</param>
/// <param name="Type">In the language's words; a question mark for one that can be null.</param>
/// <param name="Unit">Null where it has none.</param>
/// <param name="Min">The least value that can occur; null where there is none but the type's.</param>
/// <param name="Max">The greatest value that can occur.</param>
/// <param name="Description">One sentence without a full stop; null where its model says nothing.</param>
public sealed record FactDescription(string Path, string Type, string? Unit, double? Min, double? Max, string? Description)
{
    internal static FactDescription Of(string path, Type type, MemberInfo member)
    {
        var info = member.GetCustomAttribute<FactInfoAttribute>();
        return new(path, Binding.Binder.Show(type), info?.Unit, Finite(info?.Min), Finite(info?.Max), info?.Description);
    }

    /// <summary>Type, unit, range and meaning in one line.</summary>
    public override string ToString() => Type + (Unit is null ? "" : $", {Unit}") + Range() + (Description is null ? "" : $": {Description}");

    private string Range() => (Min, Max) switch
    {
        ({ } min, { } max) => string.Create(CultureInfo.InvariantCulture, $", {min} to {max}"),
        ({ } min, null) => string.Create(CultureInfo.InvariantCulture, $", at least {min}"),
        (null, { } max) => string.Create(CultureInfo.InvariantCulture, $", at most {max}"),
        _ => "",
    };

    private static double? Finite(double? bound) => bound is { } value && double.IsFinite(value) ? value : null;
}
