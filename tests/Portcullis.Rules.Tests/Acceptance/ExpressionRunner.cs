using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Portcullis.Rules.Facts;
using Portcullis.Rules.Language;

namespace Portcullis.Rules.Tests.Acceptance;

/// <summary>Evaluates recorded expressions and compares value and type.</summary>
internal sealed partial class ExpressionRunner
{
    public const string Failed = "FAILED";

    private readonly FactModel _model;
    private readonly object?[] _values;

    public ExpressionRunner(JsonElement inputs)
    {
        var read = AcceptanceModel.Current.Value.Inputs(inputs);
        _model = FactModel.Named(read.Select(input => new FactInput(input.Name, input.Type)));
        _values = [.. read.Select(input => input.Value)];
    }

    public (string Word, string? Detail) Run(JsonElement recorded)
    {
        var text = recorded.GetProperty("expression").GetString()!;
        var options = new RuleSetOptions
        {
            Functions = AcceptanceModel.Current.Value.Functions,
            Types = recorded.GetProperty("group").GetString() == "enumreg" ? AcceptanceModel.Current.Value.Registrable : [],
        };
        var errs = !recorded.TryGetProperty("clrType", out var type);
        RuleExpression<object?[]> compiled;
        try
        {
            compiled = RuleExpression.Compile(text, _model, options);
        }
        catch (RuleSyntaxException exception)
        {
            return (errs ? "same error" : "stricter at load", exception.Message);
        }
        catch (Exception exception)
        {
            return (Failed, $"crashed: {exception.Message}");
        }
        object? value;
        try
        {
            value = compiled.Evaluate(_values);
        }
        catch (Exception exception)
        {
            return (errs ? "same error" : "stricter at run", exception.Message);
        }
        if (errs)
            return (Failed, $"comes to {value ?? "null"}; the original errs");
        var recordedType = type.GetString();
        var actualType = value?.GetType().Name ?? "null";
        if (recordedType == actualType && Same(recorded.GetProperty("value"), value))
            return ("same", null);
        var detail = $"{recorded.GetProperty("value").GetRawText()} {recordedType} recorded, {Show(value)} {actualType} here";
        return Decision(text, recorded.GetProperty("value"), value) is { } decision ? ("decided", $"{detail}: {decision}") : (Failed, detail);
    }

    private static string? Decision(string text, JsonElement recorded, object? value)
    {
        if (recorded.ValueKind == JsonValueKind.True && value is false && Negation().IsMatch(text) && AcceptanceModel.Current.Value.NamesNullable(text))
            return "an ordering of an absent value holds neither way, also under not";
        if (recorded.ValueKind == JsonValueKind.String && value is string
            && AcceptanceModel.Current.Value.Names(text, typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly)))
            return "dates become text in the invariant culture";
        if (NegativeBeyondInt().Match(text) is { Success: true } match && decimal.Parse(match.Value, CultureInfo.InvariantCulture) < int.MinValue)
            return "a negative literal is the number that is written";
        if (text == "order.ReceivedAt >= session.Open.AddMinutes(5)")
            return "15:30 is not before 14:35; the record contradicts its own (order.ReceivedAt - session.Open).TotalMinutes = 60";
        return Ordering().IsMatch(text) ? "text is ordered ordinally" : null;
    }

    private static bool Same(JsonElement recorded, object? value)
    {
        if (value is null)
            return recorded.ValueKind == JsonValueKind.Null;
        if (value is decimal or double or float && recorded.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            return recorded.ToString() == Show(value);
        if (value is Enum or DateTime or char or TimeSpan)
            return recorded.GetString() == Show(value);
        return value.GetType().IsClass && value is not string
            ? recorded.ValueKind is JsonValueKind.Object or JsonValueKind.Array
            : JsonElement.DeepEquals(recorded, JsonSerializer.SerializeToElement(value));
    }

    private static string Show(object? value) => value switch
    {
        DateTime moment => moment.ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "null",
    };

    [GeneratedRegex(@"!\s*\(|\bnot\b", RegexOptions.IgnoreCase)]
    private static partial Regex Negation();

    [GeneratedRegex(@"-\d{10,}")]
    private static partial Regex NegativeBeyondInt();

    [GeneratedRegex("\"[^\"]*\"\\s*(<|>|<=|>=|lt|gt|le|ge)\\s*\"|(<|>|<=|>=)\\s*\"|CompareTo|Compare\\(", RegexOptions.IgnoreCase)]
    private static partial Regex Ordering();
}
