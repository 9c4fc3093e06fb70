using System.Text.Json;
using Portcullis.Domain.Json;
using Portcullis.Domain.Orders;

namespace Portcullis.Domain.Accounts;

/// <summary>A request inside a recorded decision: what a client left open is not there.</summary>
internal static class OrderRequestJson
{
    private enum Property
    {
        ClientOrderId,
        Symbol,
        Side,
        Type,
        Quantity,
        LimitPrice,
        StopPrice,
        TimeInForce,
        Bracket,
        AllowResize,
        ReduceOnly,
        Strategy,
        StrategyVersion,
        Tag,
        TakeProfitPrice,
    }

    private static readonly JsonEncodedText[] Names = PropertyNames<Property>.Encoded;

    public static void Write(Utf8JsonWriter writer, OrderRequest request)
    {
        writer.WriteStartObject();
        writer.WriteString(Names[(int)Property.ClientOrderId], request.ClientOrderId.Value);
        writer.WriteString(Names[(int)Property.Symbol], request.Symbol);
        writer.WritePropertyName(Names[(int)Property.Side]);
        EnumNames<Side>.Write(writer, request.Side);
        writer.WritePropertyName(Names[(int)Property.Type]);
        EnumNames<OrderType>.Write(writer, request.Type);
        writer.WriteNumber(Names[(int)Property.Quantity], request.Quantity);
        if (request.LimitPrice is { } limit) writer.WriteNumber(Names[(int)Property.LimitPrice], limit);
        if (request.StopPrice is { } stop) writer.WriteNumber(Names[(int)Property.StopPrice], stop);
        writer.WritePropertyName(Names[(int)Property.TimeInForce]);
        EnumNames<TimeInForce>.Write(writer, request.TimeInForce);
        if (request.Bracket is { } bracket) Write(writer, bracket);
        if (request.AllowResize) writer.WriteBoolean(Names[(int)Property.AllowResize], true);
        if (request.ReduceOnly) writer.WriteBoolean(Names[(int)Property.ReduceOnly], true);
        if (request.Strategy.Length > 0) writer.WriteString(Names[(int)Property.Strategy], request.Strategy);
        if (request.StrategyVersion.Length > 0) writer.WriteString(Names[(int)Property.StrategyVersion], request.StrategyVersion);
        if (request.Tag.Length > 0) writer.WriteString(Names[(int)Property.Tag], request.Tag);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Bracket bracket)
    {
        writer.WriteStartObject(Names[(int)Property.Bracket]);
        writer.WriteNumber(Names[(int)Property.StopPrice], bracket.StopPrice);
        if (bracket.TakeProfitPrice is { } target) writer.WriteNumber(Names[(int)Property.TakeProfitPrice], target);
        writer.WriteEndObject();
    }

    public static OrderRequest Read(ref Utf8JsonReader reader)
    {
        JsonReading.Expect(ref reader, JsonTokenType.StartObject);
        string id = "", symbol = "", strategy = "", version = "", tag = "";
        var (side, type, time) = (Side.Unspecified, OrderType.Unspecified, TimeInForce.Unspecified);
        var quantity = 0m;
        decimal? limit = null, stop = null;
        Bracket? bracket = null;
        var (resize, reduceOnly) = (false, false);
        while (JsonReading.NextValue(ref reader, PropertyNames<Property>.ByName, out var property))
        {
            switch (property)
            {
                case Property.ClientOrderId: id = reader.GetString()!; break;
                case Property.Symbol: symbol = JsonReading.ReadText(ref reader); break;
                case Property.Side: side = EnumNames<Side>.Read(ref reader); break;
                case Property.Type: type = EnumNames<OrderType>.Read(ref reader); break;
                case Property.Quantity: quantity = JsonReading.ReadDecimal(ref reader); break;
                case Property.LimitPrice: limit = JsonReading.ReadDecimal(ref reader); break;
                case Property.StopPrice: stop = JsonReading.ReadDecimal(ref reader); break;
                case Property.TimeInForce: time = EnumNames<TimeInForce>.Read(ref reader); break;
                case Property.Bracket: bracket = ReadBracket(ref reader); break;
                case Property.AllowResize: resize = reader.GetBoolean(); break;
                case Property.ReduceOnly: reduceOnly = reader.GetBoolean(); break;
                case Property.Strategy: strategy = JsonReading.ReadText(ref reader); break;
                case Property.StrategyVersion: version = JsonReading.ReadText(ref reader); break;
                case Property.Tag: tag = JsonReading.ReadText(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        return new OrderRequest
        {
            ClientOrderId = new ClientOrderId(id),
            Symbol = symbol,
            Side = side,
            Type = type,
            Quantity = quantity,
            LimitPrice = limit,
            StopPrice = stop,
            TimeInForce = time,
            Bracket = bracket,
            AllowResize = resize,
            ReduceOnly = reduceOnly,
            Strategy = strategy,
            StrategyVersion = version,
            Tag = tag,
        };
    }

    private static Bracket ReadBracket(ref Utf8JsonReader reader)
    {
        JsonReading.Expect(ref reader, JsonTokenType.StartObject);
        var stop = 0m;
        decimal? target = null;
        while (JsonReading.NextValue(ref reader, PropertyNames<Property>.ByName, out var property))
        {
            if (property == Property.StopPrice) stop = JsonReading.ReadDecimal(ref reader);
            else if (property == Property.TakeProfitPrice) target = JsonReading.ReadDecimal(ref reader);
            else reader.Skip();
        }

        return new Bracket(stop, target);
    }
}
