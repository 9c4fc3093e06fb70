using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Portcullis.Rules.Binding;
using Portcullis.Rules.Format;

namespace Portcullis.Rules.Parameters;

public enum ParameterKind : byte
{
    /// <summary>decimal</summary>
    Exact,

    /// <summary>int</summary>
    Whole,

    /// <summary>long</summary>
    Large,

    /// <summary>bool</summary>
    Flag,

    /// <summary>string</summary>
    Text,

    /// <summary>list of strings</summary>
    List,
}

/// <summary>A parameter that a pack may be instantiated with.</summary>
/// <param name="Min">Least value allowed; null when there is none.</param>
/// <param name="Default">What a profile gets that says nothing; null when every profile must say it.</param>
public sealed record SheetParameter(
    string Name, ParameterKind Kind, string? Unit, decimal? Min, decimal? Max, object? Default, string? Description);

/// <summary>
/// The typed parameters of a pack and their values for each profile: one pack serves many profiles.
/// <c>{ "parameters": [{ "name", "type", "unit", "min", "max", "default", "description" }], "profiles": { "name": { "parameter": value } } }</c>
/// </summary>
public sealed class ParameterSheet
{
    private static readonly string[] Members = ["parameters", "profiles", "$schema"];
    private static readonly string[] ParameterMembers = ["name", "type", "unit", "min", "max", "default", "description"];
    private static readonly string[] Types = ["decimal", "int", "long", "bool", "string", "list"];

    private readonly ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object>> _profiles;

    private ParameterSheet(ImmutableArray<SheetParameter> parameters, ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, object>> profiles)
    {
        Parameters = parameters;
        _profiles = profiles;
    }

    public ImmutableArray<SheetParameter> Parameters { get; }

    public IEnumerable<string> Profiles => _profiles.Keys;

    /// <summary>A profile's values, defaults filled in, ready for <see cref="RuleSetOptions.Parameters"/>; null for an unknown profile.</summary>
    public IReadOnlyDictionary<string, object>? For(string profile) => _profiles.GetValueOrDefault(profile);

    /// <summary>Reads a sheet. With any error there is no sheet: half of one would be other limits.</summary>
    public static ParameterSheet? Read(RuleFile file, out ImmutableArray<Diagnostic> diagnostics)
    {
        var found = new DiagnosticBag();
        var sheet = Read(file, found);
        diagnostics = found.ToImmutable();
        return found.HasErrors ? null : sheet;
    }

    private static ParameterSheet? Read(RuleFile file, DiagnosticBag diagnostics)
    {
        if (JsonSource.TryRead(file, diagnostics) is not { } root || !Object(root, Members, diagnostics))
            return null;
        var parameters = ImmutableArray.CreateBuilder<SheetParameter>();
        var list = root.Members.FirstOrDefault(member => member.Name == "parameters")?.Value;
        foreach (var item in list?.Items ?? [])
            if (Parameter(item, diagnostics) is { } parameter)
                if (parameters.Any(other => other.Name == parameter.Name))
                    diagnostics.Error(DiagnosticCodes.DuplicateName, $"The parameter '{parameter.Name}' is defined twice", item.Place);
                else
                    parameters.Add(parameter);
        var profiles = ImmutableSortedDictionary.CreateBuilder<string, ImmutableSortedDictionary<string, object>>(StringComparer.Ordinal);
        foreach (var profile in root.Members.FirstOrDefault(member => member.Name == "profiles")?.Value.Members ?? [])
            if (!profiles.TryAdd(profile.Name, Profile(profile, parameters, diagnostics)))
                diagnostics.Error(DiagnosticCodes.DuplicateName, $"The profile '{profile.Name}' is defined twice", root.Source.PlaceOf(profile.Start));
        return new(parameters.ToImmutable(), profiles.ToImmutable());
    }

    private static SheetParameter? Parameter(JsonNode node, DiagnosticBag diagnostics)
    {
        if (!Object(node, ParameterMembers, diagnostics))
            return null;
        var fields = node.Members.DistinctBy(member => member.Name).ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);
        var name = fields.GetValueOrDefault("name")?.Scalar;
        var type = Array.IndexOf(Types, fields.GetValueOrDefault("type")?.Scalar);
        if (string.IsNullOrEmpty(name))
            diagnostics.Error(DiagnosticCodes.MissingName, "A parameter needs a name", node.Place);
        if (type < 0)
            diagnostics.Error(DiagnosticCodes.ParameterType, $"The parameter '{name}' needs a type", node.Place, "known are " + string.Join(", ", Types));
        if (string.IsNullOrEmpty(name) || type < 0)
            return null;
        var parameter = new SheetParameter(name, (ParameterKind)type, fields.GetValueOrDefault("unit")?.Scalar,
            Number(fields.GetValueOrDefault("min"), diagnostics), Number(fields.GetValueOrDefault("max"), diagnostics), null,
            fields.GetValueOrDefault("description")?.Scalar);
        return fields.TryGetValue("default", out var given) ? parameter with { Default = Value(parameter, given, diagnostics) } : parameter;
    }

    private static ImmutableSortedDictionary<string, object> Profile(
        JsonMember profile, IEnumerable<SheetParameter> parameters, DiagnosticBag diagnostics)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, object>(StringComparer.Ordinal);
        foreach (var member in profile.Value.Members)
        {
            var place = profile.Value.Source.PlaceOf(member.Start);
            if (parameters.FirstOrDefault(candidate => candidate.Name == member.Name) is not { } parameter)
                diagnostics.Error(DiagnosticCodes.UnknownParameter, $"No parameter is named '{member.Name}'", place,
                    Suggestions.DidYouMean(member.Name, parameters.Select(candidate => candidate.Name)));
            else if (Value(parameter, member.Value, diagnostics) is { } value && !values.TryAdd(member.Name, value))
                diagnostics.Error(DiagnosticCodes.DuplicateMember, $"'{member.Name}' is given twice", place);
        }
        foreach (var parameter in parameters.Where(parameter => !values.ContainsKey(parameter.Name)))
            if (parameter.Default is { } value)
                values.Add(parameter.Name, value);
            else
                diagnostics.Error(DiagnosticCodes.MissingExpression, $"The profile '{profile.Name}' gives no '{parameter.Name}', and it has no default",
                    profile.Value.Place);
        return values.ToImmutable();
    }

    private static object? Value(SheetParameter parameter, JsonNode node, DiagnosticBag diagnostics)
    {
        var text = node.Scalar;
        var culture = CultureInfo.InvariantCulture;
        var isNumber = node.Kind == JsonValueKind.Number;
        object? value = parameter.Kind switch
        {
            ParameterKind.Exact when isNumber && decimal.TryParse(text, NumberStyles.Float, culture, out var number) => number,
            ParameterKind.Whole when isNumber && int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var number) => number,
            ParameterKind.Large when isNumber && long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var number) => number,
            ParameterKind.Flag when node.Kind is JsonValueKind.True or JsonValueKind.False => node.Kind == JsonValueKind.True,
            ParameterKind.Text when node.Kind == JsonValueKind.String => text,
            ParameterKind.List when node.Kind == JsonValueKind.Array && node.Items.All(item => item.Kind == JsonValueKind.String) =>
                node.Items.Select(item => item.Scalar!).ToArray(),
            _ => null,
        };
        if (value is null)
            diagnostics.Error(DiagnosticCodes.ParameterType, $"'{parameter.Name}' is a {Types[(int)parameter.Kind]}", node.Place);
        else if (parameter.Kind <= ParameterKind.Large && Convert.ToDecimal(value, culture) is var amount && (amount < parameter.Min || amount > parameter.Max))
            diagnostics.Error(DiagnosticCodes.ParameterRange,
                string.Create(culture, $"'{parameter.Name}' is {amount}{Unit(parameter)}, outside of {Bound(parameter.Min)} to {Bound(parameter.Max)}"), node.Place);
        return value;
    }

    private static string Bound(decimal? bound) => bound?.ToString(CultureInfo.InvariantCulture) ?? "any";

    private static string Unit(SheetParameter parameter) => parameter.Unit is null ? "" : " " + parameter.Unit;

    private static decimal? Number(JsonNode? node, DiagnosticBag diagnostics)
    {
        if (node is null)
            return null;
        if (node.Kind == JsonValueKind.Number && decimal.TryParse(node.Scalar, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return number;
        diagnostics.Error(DiagnosticCodes.WrongType, "Expected a number", node.Place);
        return null;
    }

    private static bool Object(JsonNode node, string[] known, DiagnosticBag diagnostics)
    {
        if (node.Kind != JsonValueKind.Object)
        {
            diagnostics.Error(DiagnosticCodes.WrongType, "Expected an object", node.Place);
            return false;
        }
        foreach (var member in node.Members.Where(member => !known.Contains(member.Name)))
            diagnostics.Error(DiagnosticCodes.UnknownMember, $"Unknown member '{member.Name}'", node.Source.PlaceOf(member.Start),
                Suggestions.DidYouMean(member.Name, known));
        return true;
    }
}
