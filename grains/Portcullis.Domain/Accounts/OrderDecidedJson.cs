using System.Collections.Immutable;
using System.Text.Json;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Json;
using Portcullis.Domain.Orders;

namespace Portcullis.Domain.Accounts;

/// <summary>
/// Writes and reads the one event that every order costs. It says everything once: no default, no fact that the order tells itself, and
/// headroom as one number for each rule's code, whose unit stands in the rule set.
/// </summary>
internal static class OrderDecidedJson
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

    public static void Write(Utf8JsonWriter writer, OrderDecided value)
    {
        writer.WriteStartObject();
        writer.WriteString(Names[(int)Property.OrderId], value.OrderId.Value);
        writer.WritePropertyName(Names[(int)Property.Request]);
        OrderRequestJson.Write(writer, value.Request);
        writer.WriteString(Names[(int)Property.RequestHash], value.RequestHash);
        if (value.SymbolAsked is { } symbol) writer.WriteString(Names[(int)Property.SymbolAsked], symbol);
        writer.WritePropertyName(Names[(int)Property.Verdict]);
        EnumNames<Verdict>.Write(writer, value.Verdict);
        writer.WriteDecimal(Names[(int)Property.ApprovedQuantity], value.ApprovedQuantity);
        writer.WritePropertyName(Names[(int)Property.Exposure]);
        EnumNames<Exposure>.Write(writer, value.Exposure);
        writer.WriteDecimal(Names[(int)Property.PositionAfter], value.PositionAfter);
        writer.WriteDecimal(Names[(int)Property.RiskAmount], value.RiskAmount);
        writer.WriteDecimal(Names[(int)Property.NotionalPerUnit], value.NotionalPerUnit);
        if (!value.Violations.IsEmpty) ViolationJson.Write(writer, Names[(int)Property.Violations], value.Violations);
        if (!value.Headroom.IsEmpty) HeadroomJson.Write(writer, Names[(int)Property.Headroom], value.Headroom);
        if (value.MaxQuantity is { } largest) writer.WriteDecimal(Names[(int)Property.MaxQuantity], largest);
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

    /// <exception cref="JsonException">It is not a recorded decision.</exception>
    public static OrderDecided Read(ReadOnlySpan<byte> json)
    {
        var cursor = new JsonCursor(json);
        cursor.Open('{');
        OrderRequest? request = null;
        string? id = null, hash = null, symbol = null, binding = null, rules = null, replaces = null;
        var (verdict, exposure) = (Verdict.Unspecified, Exposure.Unspecified);
        decimal approved = 0m, position = 0m, risk = 0m, notional = 0m;
        decimal? largest = null;
        ImmutableArray<Violation> violations = [];
        ImmutableArray<RuleHeadroom> headroom = [];
        var controls = 0L;
        DateTimeOffset at = default;
        ReadOnlySpan<byte> asked = [];
        DecisionFacts? facts = null;
        var recorded = default(FactTable.Recorded);
        while (cursor.NextProperty(PropertyNames<Property>.ByName, out var property))
        {
            switch (property)
            {
                case Property.OrderId: id = cursor.ReadString(); break;
                case Property.Request: request = OrderRequestJson.Read(ref cursor); break;
                case Property.RequestHash: hash = cursor.ReadString(); break;
                case Property.SymbolAsked: symbol = cursor.ReadText(); break;
                case Property.Verdict: verdict = cursor.ReadName(EnumNames<Verdict>.ByName); break;
                case Property.ApprovedQuantity: approved = cursor.ReadDecimal(); break;
                case Property.Exposure: exposure = cursor.ReadName(EnumNames<Exposure>.ByName); break;
                case Property.PositionAfter: position = cursor.ReadDecimal(); break;
                case Property.RiskAmount: risk = cursor.ReadDecimal(); break;
                case Property.NotionalPerUnit: notional = cursor.ReadDecimal(); break;
                case Property.Violations: violations = ViolationJson.Read(ref cursor); break;
                case Property.Headroom: headroom = HeadroomJson.Read(ref cursor); break;
                case Property.MaxQuantity: largest = cursor.ReadDecimal(); break;
                case Property.BindingRule: binding = cursor.ReadText(); break;
                case Property.RuleSet: rules = cursor.ReadText(); break;
                case Property.ControlVersion: controls = cursor.ReadLong(); break;
                case Property.Replaces: replaces = cursor.ReadString(); break;
                case Property.At: at = cursor.ReadMoment(); break;
                case Property.Facts: recorded = FactTable.Read(ref cursor, facts = Nothing with { Order = new OrderFacts(), Strategy = new StrategyFacts() }, Nothing); break;
                // Read over the others, which the store may put behind them.
                default: asked = cursor.ReadRaw(); break;
            }
        }

        if (cursor.Next != 0) throw cursor.Unexpected();
        if (request is null || id is null || hash is null || rules is null || facts is null)
            throw new JsonException("A recorded decision lacks its order's id, its request, the request's hash, its rule set or its facts.");
        FactTable.Complete(facts, Told(request, replaces is null, approved == 0m ? request.Quantity : approved, exposure, position, risk, notional), recorded);
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
            Facts = new RecordedFacts(facts, FactRecorder.Everything),
            AskedFacts = asked.IsEmpty ? null : Read(asked, AtAsked(facts, request.Quantity), facts),
            Replaces = replaces is null ? null : new OrderId(replaces),
            At = at,
        };
    }

    private static RecordedFacts Read(ReadOnlySpan<byte> json, DecisionFacts told, DecisionFacts shared)
    {
        var cursor = new JsonCursor(json);
        FactTable.Read(ref cursor, told, shared);
        return new RecordedFacts(told, FactRecorder.Everything);
    }

    private static DecisionFacts AtAsked(DecisionFacts decided, decimal quantity) => decided with { Order = decided.Order with { Quantity = quantity } };

    /// <summary>
    /// What the rest of the record tells of the order. A replacement's request is the gateway's own, made of the order that it changes, and
    /// stands under no hash: what was judged is written out beside it.
    /// </summary>
    private static DecisionFacts Told(OrderRequest request, bool isNew, decimal quantity, Exposure exposure, decimal position, decimal risk, decimal notionalPerUnit)
    {
        if (!isNew)
            return Nothing with { Order = new OrderFacts { Quantity = quantity, Notional = notionalPerUnit * quantity, RiskAmount = risk, Exposure = exposure, PositionAfter = position } };
        return Nothing with
        {
            Order = new OrderFacts
            {
                Symbol = request.Symbol,
                Side = request.Side,
                Type = request.Type,
                Quantity = quantity,
                Price = request.LimitPrice,
                StopPrice = request.StopPrice,
                ReferencePrice = request.LimitPrice ?? request.StopPrice ?? 0m,
                TimeInForce = request.TimeInForce,
                Notional = notionalPerUnit * quantity,
                RiskAmount = risk,
                HasStop = request.Bracket is not null,
                Exposure = exposure,
                PositionAfter = position,
                Tag = request.Tag,
            },
            Strategy = new StrategyFacts { Name = request.Strategy, Version = request.StrategyVersion },
        };
    }
}
