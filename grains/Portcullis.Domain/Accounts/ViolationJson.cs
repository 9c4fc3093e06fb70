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

    private static readonly int Always = Bit(Property.Code) | Bit(Property.Message) | Bit(Property.Effect);

    /// <summary>Texts that are not written where they are empty.</summary>
    private static readonly ImmutableArray<Property> Optional =
        [Property.Rule, Property.Left, Property.LeftValue, Property.Operator, Property.Right, Property.RightValue, Property.Unit, Property.Reference];

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

    /// <summary>
    /// Whether these stand there, in this order, and no others.
    /// </summary>
    /// <exception cref="JsonException">They are not as violations are recorded.</exception>
    public static bool Are(ReadOnlySpan<byte> json, IReadOnlyList<Violation> expected)
    {
        if (json.IsEmpty) return expected.Count == 0;
        var cursor = new JsonCursor(json);
        cursor.Open('[');
        for (var i = 0; i < expected.Count; i++)
            if (!cursor.NextItem(']') || !Is(ref cursor, expected[i])) return false;
        return !cursor.NextItem(']');
    }

    private static bool Is(ref JsonCursor cursor, Violation expected)
    {
        cursor.Open('{');
        var (property, seen) = (Utf8Names.None, 0);
        while (cursor.NextProperty(PropertyNames<Property>.Names, ref property))
        {
            seen |= 1 << property;
            var isSame = (Property)property switch
            {
                Property.Effect => EnumNames<RuleEffect>.Read(ref cursor) == expected.Effect,
                Property.OverBy => cursor.ReadDecimal() == expected.OverBy,
                Property.Error => cursor.ReadBool() == expected.Error,
                var text => cursor.ReadQuoted().Is(TextOf(expected, text)),
            };
            if (!isSame) return false;
        }

        return IsComplete(expected, seen);
    }

    private static string TextOf(Violation violation, Property property) => property switch
    {
        Property.Code => violation.Code,
        Property.Rule => violation.Rule,
        Property.Message => violation.Message,
        Property.Left => violation.Left,
        Property.LeftValue => violation.LeftValue,
        Property.Operator => violation.Operator,
        Property.Right => violation.Right,
        Property.RightValue => violation.RightValue,
        Property.Unit => violation.Unit,
        _ => violation.Reference,
    };

    /// <summary>Whether nothing is left out that is written of it; <paramref name="seen"/> has a bit for each property that was there.</summary>
    private static bool IsComplete(Violation violation, int seen)
    {
        if ((seen & Always) != Always) return false;
        foreach (var text in Optional)
            if ((seen & Bit(text)) == 0 && TextOf(violation, text).Length > 0) return false;
        return ((seen & Bit(Property.OverBy)) != 0 || violation.OverBy is null) && ((seen & Bit(Property.Error)) != 0 || !violation.Error);
    }

    private static int Bit(Property property) => 1 << (int)property;

    private static Violation One(ref JsonCursor cursor)
    {
        cursor.Open('{');
        string code = "", rule = "", message = "", left = "", leftValue = "", @operator = "", right = "", rightValue = "", unit = "", reference = "";
        var effect = RuleEffect.Unspecified;
        decimal? overBy = null;
        var error = false;
        var property = Utf8Names.None;
        while (cursor.NextProperty(PropertyNames<Property>.Names, ref property))
        {
            switch ((Property)property)
            {
                case Property.Code: code = cursor.ReadText(); break;
                case Property.Rule: rule = cursor.ReadText(); break;
                case Property.Message: message = cursor.ReadString(); break;
                case Property.Effect: effect = EnumNames<RuleEffect>.Read(ref cursor); break;
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
