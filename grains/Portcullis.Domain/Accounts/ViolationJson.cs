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
            if (violation.OverBy is { } overBy) writer.WriteDecimal(Names[(int)Property.OverBy], overBy);
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

    public static ImmutableArray<Violation> Read(ref JsonCursor cursor)
    {
        cursor.Open('[');
        var violations = ImmutableArray.CreateBuilder<Violation>();
        while (cursor.NextItem(']')) violations.Add(One(ref cursor));
        return violations.DrainToImmutable();
    }

    private static Violation One(ref JsonCursor cursor)
    {
        cursor.Open('{');
        string code = "", rule = "", message = "", left = "", leftValue = "", @operator = "", right = "", rightValue = "", unit = "", reference = "";
        var effect = RuleEffect.Unspecified;
        decimal? overBy = null;
        var error = false;
        while (cursor.NextProperty(PropertyNames<Property>.ByName, out var property))
        {
            switch (property)
            {
                case Property.Code: code = cursor.ReadText(); break;
                case Property.Rule: rule = cursor.ReadText(); break;
                case Property.Message: message = cursor.ReadString(); break;
                case Property.Effect: effect = cursor.ReadName(EnumNames<RuleEffect>.ByName); break;
                case Property.Left: left = cursor.ReadText(); break;
                case Property.LeftValue: leftValue = cursor.ReadText(); break;
                case Property.Operator: @operator = cursor.ReadText(); break;
                case Property.Right: right = cursor.ReadText(); break;
                case Property.RightValue: rightValue = cursor.ReadText(); break;
                case Property.OverBy: overBy = cursor.ReadDecimal(); break;
                case Property.Unit: unit = cursor.ReadText(); break;
                case Property.Reference: reference = cursor.ReadText(); break;
                default: error = cursor.ReadBool(); break;
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
