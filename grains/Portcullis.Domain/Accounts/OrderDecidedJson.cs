using System.Text.Json;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Json;

namespace Portcullis.Domain.Accounts;

/// <summary>
/// Writes and reads the one event that every order costs. It says everything once: no default, no fact that the order tells itself, and
/// headroom as one number for each rule's code, whose unit stands in the rule set.
/// </summary>
internal static class OrderDecidedJson
{
    private static readonly JsonEncodedText[] Names = PropertyNames<DecisionProperty>.Encoded;

    public static void Write(Utf8JsonWriter writer, OrderDecided value)
    {
        writer.WriteStartObject();
        writer.WriteString(Names[(int)DecisionProperty.OrderId], value.OrderId.Value);
        writer.WritePropertyName(Names[(int)DecisionProperty.Request]);
        OrderRequestJson.Write(writer, value.Request);
        writer.WriteString(Names[(int)DecisionProperty.RequestHash], value.RequestHash);
        if (value.SymbolAsked is { } symbol) writer.WriteString(Names[(int)DecisionProperty.SymbolAsked], symbol);
        writer.WritePropertyName(Names[(int)DecisionProperty.Verdict]);
        EnumNames<Verdict>.Write(writer, value.Verdict);
        writer.WriteDecimal(Names[(int)DecisionProperty.ApprovedQuantity], value.ApprovedQuantity);
        writer.WritePropertyName(Names[(int)DecisionProperty.Exposure]);
        EnumNames<Exposure>.Write(writer, value.Exposure);
        writer.WriteDecimal(Names[(int)DecisionProperty.PositionAfter], value.PositionAfter);
        writer.WriteDecimal(Names[(int)DecisionProperty.RiskAmount], value.RiskAmount);
        writer.WriteDecimal(Names[(int)DecisionProperty.NotionalPerUnit], value.NotionalPerUnit);
        if (!value.Violations.IsEmpty) ViolationJson.Write(writer, Names[(int)DecisionProperty.Violations], value.Violations);
        if (!value.Headroom.IsEmpty) HeadroomJson.Write(writer, Names[(int)DecisionProperty.Headroom], value.Headroom);
        if (value.MaxQuantity is { } largest) writer.WriteDecimal(Names[(int)DecisionProperty.MaxQuantity], largest);
        if (value.BindingRule is { } binding) writer.WriteString(Names[(int)DecisionProperty.BindingRule], binding);
        writer.WriteString(Names[(int)DecisionProperty.RuleSet], value.RuleSet);
        writer.WriteNumber(Names[(int)DecisionProperty.ControlVersion], value.ControlVersion);
        writer.WritePropertyName(Names[(int)DecisionProperty.Facts]);
        var quantity = value.ApprovedQuantity == 0m ? value.Request.Quantity : value.ApprovedQuantity;
        value.Facts.Recorder.Write(writer, value.Facts.Values, ToldFacts.Of(value.Request, value.Replaces is null, quantity, value.Exposure, value.PositionAfter, value.RiskAmount, value.NotionalPerUnit));
        if (value.AskedFacts is { } asked)
        {
            writer.WritePropertyName(Names[(int)DecisionProperty.AskedFacts]);
            asked.Recorder.Write(writer, asked.Values, ToldFacts.AtAsked(value.Facts.Values, value.Request.Quantity));
        }

        if (value.Replaces is { } replaced) writer.WriteString(Names[(int)DecisionProperty.Replaces], replaced.Value);
        writer.WriteString(Names[(int)DecisionProperty.At], value.At);
        writer.WriteEndObject();
    }

    /// <exception cref="JsonException">It is not a recorded decision.</exception>
    public static OrderDecided Read(ReadOnlySpan<byte> json)
    {
        var record = DecisionRecord.Read(json);
        var facts = record.ReadFacts();
        return new OrderDecided
        {
            OrderId = new OrderId(record.OrderId),
            Request = record.Request,
            RequestHash = record.RequestHash.ToString(),
            SymbolAsked = record.SymbolAsked,
            Verdict = record.Verdict,
            ApprovedQuantity = record.ApprovedQuantity,
            Exposure = record.Exposure,
            PositionAfter = record.PositionAfter,
            RiskAmount = record.RiskAmount,
            NotionalPerUnit = record.NotionalPerUnit,
            Violations = ViolationJson.Read(record.Violations),
            Headroom = HeadroomJson.Read(record.Headroom),
            MaxQuantity = record.MaxQuantity,
            BindingRule = record.BindingRule,
            RuleSet = record.RuleSet,
            ControlVersion = record.ControlVersion,
            Facts = new RecordedFacts(facts, FactRecorder.Everything),
            AskedFacts = record.AskedFacts.IsEmpty ? null : new RecordedFacts(record.ReadAskedFacts(facts), FactRecorder.Everything),
            Replaces = record.Replaces.IsMissing ? null : new OrderId(record.Replaces.ToString()),
            At = record.At,
        };
    }
}
