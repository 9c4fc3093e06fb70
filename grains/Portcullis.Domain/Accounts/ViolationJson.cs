using System.Collections.Immutable;
using System.Text.Json;
using Portcullis.Domain.Json;

namespace Portcullis.Domain.Accounts;

/// <summary>Violations inside a recorded decision: the reasons as they were answered, in their order, without what is empty.</summary>
internal static class ViolationJson
{
    private static readonly JsonEncodedText[] Names = PropertyNames<ViolationProperty>.Encoded;

    public static void Write(Utf8JsonWriter writer, JsonEncodedText name, ImmutableArray<Violation> violations)
    {
        writer.WriteStartArray(name);
        foreach (var violation in violations)
        {
            writer.WriteStartObject();
            writer.WriteString(Names[(int)ViolationProperty.Code], violation.Code);
            WriteText(writer, ViolationProperty.Rule, violation.Rule);
            writer.WriteString(Names[(int)ViolationProperty.Message], violation.Message);
            writer.WritePropertyName(Names[(int)ViolationProperty.Effect]);
            EnumNames<RuleEffect>.Write(writer, violation.Effect);
            WriteText(writer, ViolationProperty.Left, violation.Left);
            WriteText(writer, ViolationProperty.LeftValue, violation.LeftValue);
            WriteText(writer, ViolationProperty.Operator, violation.Operator);
            WriteText(writer, ViolationProperty.Right, violation.Right);
            WriteText(writer, ViolationProperty.RightValue, violation.RightValue);
            if (violation.OverBy is { } overBy) writer.WriteDecimal(Names[(int)ViolationProperty.OverBy], overBy);
            WriteText(writer, ViolationProperty.Unit, violation.Unit);
            WriteText(writer, ViolationProperty.Reference, violation.Reference);
            if (violation.Error) writer.WriteBoolean(Names[(int)ViolationProperty.Error], true);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter writer, ViolationProperty property, string text)
    {
        if (text.Length > 0) writer.WriteString(Names[(int)property], text);
    }

    /// <summary>Of no JSON there are none.</summary>
    public static ImmutableArray<Violation> Read(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty) return [];
        var cursor = new JsonCursor(json);
        cursor.Open('[');
        var violations = ImmutableArray.CreateBuilder<Violation>();
        while (cursor.NextItem(']')) violations.Add(One(ref cursor));
        return violations.DrainToImmutable();
    }

    public static Violation One(ref JsonCursor cursor)
    {
        cursor.Open('{');
        string code = "", rule = "", message = "", left = "", leftValue = "", @operator = "", right = "", rightValue = "", unit = "", reference = "";
        var effect = RuleEffect.Unspecified;
        decimal? overBy = null;
        var error = false;
        var property = Utf8Names.None;
        while (cursor.NextProperty(PropertyNames<ViolationProperty>.Names, ref property))
        {
            switch ((ViolationProperty)property)
            {
                case ViolationProperty.Code: code = cursor.ReadText(); break;
                case ViolationProperty.Rule: rule = cursor.ReadText(); break;
                case ViolationProperty.Message: message = cursor.ReadString(); break;
                case ViolationProperty.Effect: effect = EnumNames<RuleEffect>.Read(ref cursor); break;
                case ViolationProperty.Left: left = cursor.ReadText(); break;
                case ViolationProperty.LeftValue: leftValue = cursor.ReadText(); break;
                case ViolationProperty.Operator: @operator = cursor.ReadText(); break;
                case ViolationProperty.Right: right = cursor.ReadText(); break;
                case ViolationProperty.RightValue: rightValue = cursor.ReadText(); break;
                case ViolationProperty.OverBy: overBy = cursor.ReadDecimal(); break;
                case ViolationProperty.Unit: unit = cursor.ReadText(); break;
                case ViolationProperty.Reference: reference = cursor.ReadText(); break;
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
