using System.Collections.Immutable;
using System.Text.Json;
using Portcullis.Domain.Json;

namespace Portcullis.Domain.Accounts;

/// <summary>Violations inside a recorded decision: the reasons as they were answered, in their order, without what is empty.</summary>
internal static class ViolationJson
{
    private enum Property
    {
        Code,
        Rule,
        Message,
        Effect,
        Left,
        LeftValue,
        Operator,
        Right,
        RightValue,
        OverBy,
        Unit,
        Reference,
        Error,
    }

    private static readonly JsonEncodedText[] Names = PropertyNames<Property>.Encoded;

    public static void Write(Utf8JsonWriter writer, JsonEncodedText name, ImmutableArray<Violation> violations)
    {
        writer.WriteStartArray(name);
        foreach (var violation in violations)
        {
            writer.WriteStartObject();
            writer.WriteString(Names[(int)Property.Code], violation.Code);
            WriteText(writer, Property.Rule, violation.Rule);
            writer.WriteString(Names[(int)Property.Message], violation.Message);
            writer.WritePropertyName(Names[(int)Property.Effect]);
            EnumNames<RuleEffect>.Write(writer, violation.Effect);
            WriteText(writer, Property.Left, violation.Left);
            WriteText(writer, Property.LeftValue, violation.LeftValue);
            WriteText(writer, Property.Operator, violation.Operator);
            WriteText(writer, Property.Right, violation.Right);
            WriteText(writer, Property.RightValue, violation.RightValue);
            if (violation.OverBy is { } overBy) writer.WriteNumber(Names[(int)Property.OverBy], overBy);
            WriteText(writer, Property.Unit, violation.Unit);
            WriteText(writer, Property.Reference, violation.Reference);
            if (violation.Error) writer.WriteBoolean(Names[(int)Property.Error], true);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter writer, Property property, string text)
    {
        if (text.Length > 0) writer.WriteString(Names[(int)property], text);
    }

    public static ImmutableArray<Violation> Read(ref Utf8JsonReader reader)
    {
        JsonReading.Expect(ref reader, JsonTokenType.StartArray);
        var violations = ImmutableArray.CreateBuilder<Violation>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) violations.Add(One(ref reader));
        return violations.DrainToImmutable();
    }

    private static Violation One(ref Utf8JsonReader reader)
    {
        JsonReading.Expect(ref reader, JsonTokenType.StartObject);
        string code = "", rule = "", message = "", left = "", leftValue = "", @operator = "", right = "", rightValue = "", unit = "", reference = "";
        var effect = RuleEffect.Unspecified;
        decimal? overBy = null;
        var error = false;
        while (JsonReading.NextValue(ref reader, PropertyNames<Property>.ByName, out var property))
        {
            switch (property)
            {
                case Property.Code: code = JsonReading.ReadText(ref reader); break;
                case Property.Rule: rule = JsonReading.ReadText(ref reader); break;
                case Property.Message: message = reader.GetString()!; break;
                case Property.Effect: effect = EnumNames<RuleEffect>.Read(ref reader); break;
                case Property.Left: left = JsonReading.ReadText(ref reader); break;
                case Property.LeftValue: leftValue = JsonReading.ReadText(ref reader); break;
                case Property.Operator: @operator = JsonReading.ReadText(ref reader); break;
                case Property.Right: right = JsonReading.ReadText(ref reader); break;
                case Property.RightValue: rightValue = JsonReading.ReadText(ref reader); break;
                case Property.OverBy: overBy = JsonReading.ReadDecimal(ref reader); break;
                case Property.Unit: unit = JsonReading.ReadText(ref reader); break;
                case Property.Reference: reference = JsonReading.ReadText(ref reader); break;
                default: error = reader.GetBoolean(); break;
            }
        }

        return new Violation
        {
            Code = code,
            Rule = rule,
            Message = message,
            Effect = effect,
            Left = left,
            LeftValue = leftValue,
            Operator = @operator,
            Right = right,
            RightValue = rightValue,
            OverBy = overBy,
            Unit = unit,
            Reference = reference,
            Error = error,
        };
    }
}
