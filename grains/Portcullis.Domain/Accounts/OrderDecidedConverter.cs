using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Json;
using Portcullis.Domain.Orders;

namespace Portcullis.Domain.Accounts;

/// <summary>
/// Writes and reads the one event that every order costs. It says everything once: no default, no fact that the order tells itself, and
/// headroom as one number for each rule's code, whose unit stands in the rule set.
/// </summary>
internal sealed class OrderDecidedConverter : JsonConverter<OrderDecided>
{
    private enum Property
    {
        OrderId,
        Request,
        RequestHash,
        SymbolAsked,
        Verdict,
        ApprovedQuantity,
        Exposure,
        PositionAfter,
        RiskAmount,
        NotionalPerUnit,
        Violations,
        Headroom,
        MaxQuantity,
        BindingRule,
        RuleSet,
        ControlVersion,
        Facts,
        AskedFacts,
        Replaces,
        At,
    }

    private static readonly JsonEncodedText[] Names = PropertyNames<Property>.Encoded;

    private static readonly DecisionFacts Nothing = new();

    public override void Write(Utf8JsonWriter writer, OrderDecided value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString(Names[(int)Property.OrderId], value.OrderId.Value);
        writer.WritePropertyName(Names[(int)Property.Request]);
        OrderRequestJson.Write(writer, value.Request);
        writer.WriteString(Names[(int)Property.RequestHash], value.RequestHash);
        if (value.SymbolAsked is { } symbol) writer.WriteString(Names[(int)Property.SymbolAsked], symbol);
        writer.WritePropertyName(Names[(int)Property.Verdict]);
        EnumNames<Verdict>.Write(writer, value.Verdict);
        writer.WriteNumber(Names[(int)Property.ApprovedQuantity], value.ApprovedQuantity);
        writer.WritePropertyName(Names[(int)Property.Exposure]);
        EnumNames<Exposure>.Write(writer, value.Exposure);
        writer.WriteNumber(Names[(int)Property.PositionAfter], value.PositionAfter);
        writer.WriteNumber(Names[(int)Property.RiskAmount], value.RiskAmount);
        writer.WriteNumber(Names[(int)Property.NotionalPerUnit], value.NotionalPerUnit);
        if (!value.Violations.IsEmpty) ViolationJson.Write(writer, Names[(int)Property.Violations], value.Violations);
        if (!value.Headroom.IsEmpty) HeadroomJson.Write(writer, Names[(int)Property.Headroom], value.Headroom);
        if (value.MaxQuantity is { } largest) writer.WriteNumber(Names[(int)Property.MaxQuantity], largest);
        if (value.BindingRule is { } binding) writer.WriteString(Names[(int)Property.BindingRule], binding);
        writer.WriteString(Names[(int)Property.RuleSet], value.RuleSet);
        writer.WriteNumber(Names[(int)Property.ControlVersion], value.ControlVersion);
        writer.WritePropertyName(Names[(int)Property.Facts]);
        var quantity = value.ApprovedQuantity == 0m ? value.Request.Quantity : value.ApprovedQuantity;
        value.Facts.Recorder.Write(writer, value.Facts.Values, Told(value.Request, value.Replaces is null, quantity, value.Exposure, value.PositionAfter, value.RiskAmount, value.NotionalPerUnit));
        if (value.AskedFacts is { } asked)
        {
            writer.WritePropertyName(Names[(int)Property.AskedFacts]);
            asked.Recorder.Write(writer, asked.Values, AtAsked(value.Facts.Values, value.Request.Quantity));
        }

        if (value.Replaces is { } replaced) writer.WriteString(Names[(int)Property.Replaces], replaced.Value);
        writer.WriteString(Names[(int)Property.At], value.At);
        writer.WriteEndObject();
    }

    public override OrderDecided Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    /// <exception cref="JsonException">It is not a recorded decision.</exception>
    public static OrderDecided Read(ref Utf8JsonReader reader)
    {
        JsonReading.Expect(ref reader, JsonTokenType.StartObject);
        OrderRequest? request = null;
        string? id = null, hash = null, symbol = null, binding = null, rules = null, replaces = null;
        var (verdict, exposure) = (Verdict.Unspecified, Exposure.Unspecified);
        decimal approved = 0m, position = 0m, risk = 0m, notional = 0m;
        decimal? largest = null;
        ImmutableArray<Violation> violations = [];
        ImmutableArray<RuleHeadroom> headroom = [];
        var controls = 0L;
        DateTimeOffset at = default;
        Utf8JsonReader facts = default, asked = default;
        while (JsonReading.NextValue(ref reader, PropertyNames<Property>.ByName, out var property))
        {
            switch (property)
            {
                case Property.OrderId: id = reader.GetString(); break;
                case Property.Request: request = OrderRequestJson.Read(ref reader); break;
                case Property.RequestHash: hash = reader.GetString(); break;
                case Property.SymbolAsked: symbol = JsonReading.ReadText(ref reader); break;
                case Property.Verdict: verdict = EnumNames<Verdict>.Read(ref reader); break;
                case Property.ApprovedQuantity: approved = JsonReading.ReadDecimal(ref reader); break;
                case Property.Exposure: exposure = EnumNames<Exposure>.Read(ref reader); break;
                case Property.PositionAfter: position = JsonReading.ReadDecimal(ref reader); break;
                case Property.RiskAmount: risk = JsonReading.ReadDecimal(ref reader); break;
                case Property.NotionalPerUnit: notional = JsonReading.ReadDecimal(ref reader); break;
                case Property.Violations: violations = ViolationJson.Read(ref reader); break;
                case Property.Headroom: headroom = HeadroomJson.Read(ref reader); break;
                case Property.MaxQuantity: largest = JsonReading.ReadDecimal(ref reader); break;
                case Property.BindingRule: binding = JsonReading.ReadText(ref reader); break;
                case Property.RuleSet: rules = JsonReading.ReadText(ref reader); break;
                case Property.ControlVersion: controls = reader.GetInt64(); break;
                case Property.Replaces: replaces = reader.GetString(); break;
                case Property.At: at = reader.GetDateTimeOffset(); break;
                // Facts are read over what the rest tells, which the store may put behind them.
                case Property.Facts:
                    facts = reader;
                    reader.Skip();
                    break;
                default:
                    asked = reader;
                    reader.Skip();
                    break;
            }
        }

        if (request is null || id is null || hash is null || rules is null || facts.TokenType == JsonTokenType.None)
            throw new JsonException("A recorded decision lacks its order's id, its request, the request's hash, its rule set or its facts.");
        var judged = Read(ref facts, Told(request, replaces is null, approved == 0m ? request.Quantity : approved, exposure, position, risk, notional));
        return new OrderDecided
        {
            OrderId = new OrderId(id),
            Request = request,
            RequestHash = hash,
            SymbolAsked = symbol,
            Verdict = verdict,
            ApprovedQuantity = approved,
            Exposure = exposure,
            PositionAfter = position,
            RiskAmount = risk,
            NotionalPerUnit = notional,
            Violations = violations,
            Headroom = headroom,
            MaxQuantity = largest,
            BindingRule = binding,
            RuleSet = rules,
            ControlVersion = controls,
            Facts = judged,
            AskedFacts = asked.TokenType == JsonTokenType.None ? null : Read(ref asked, AtAsked(judged.Values, request.Quantity)),
            Replaces = replaces is null ? null : new OrderId(replaces),
            At = at,
        };
    }

    private static RecordedFacts Read(ref Utf8JsonReader reader, DecisionFacts told)
    {
        FactTable.Read(ref reader, told);
        return new RecordedFacts(told, FactRecorder.Everything);
    }

    private static DecisionFacts AtAsked(DecisionFacts decided, decimal quantity) => decided with { Order = decided.Order with { Quantity = quantity } };

    /// <summary>
    /// What the rest of the record tells of the order. A replacement's request is the gateway's own, made of the order that it changes, and
    /// stands under no hash: what was judged is written out beside it.
    /// </summary>
    private static DecisionFacts Told(OrderRequest request, bool isNew, decimal quantity, Exposure exposure, decimal position, decimal risk, decimal notionalPerUnit)
    {
        var order = new OrderFacts { Quantity = quantity, Notional = notionalPerUnit * quantity, RiskAmount = risk, Exposure = exposure, PositionAfter = position };
        if (!isNew) return Nothing with { Order = order };
        return Nothing with
        {
            Order = order with
            {
                Symbol = request.Symbol,
                Side = request.Side,
                Type = request.Type,
                Price = request.LimitPrice,
                StopPrice = request.StopPrice,
                ReferencePrice = request.LimitPrice ?? request.StopPrice ?? 0m,
                TimeInForce = request.TimeInForce,
                HasStop = request.Bracket is not null,
                Tag = request.Tag,
            },
            Strategy = new StrategyFacts { Name = request.Strategy, Version = request.StrategyVersion },
        };
    }
}
