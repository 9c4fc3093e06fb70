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
        writer.WriteDecimal(Names[(int)Property.Quantity], request.Quantity);
        if (request.LimitPrice is { } limit) writer.WriteDecimal(Names[(int)Property.LimitPrice], limit);
        if (request.StopPrice is { } stop) writer.WriteDecimal(Names[(int)Property.StopPrice], stop);
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
        writer.WriteDecimal(Names[(int)Property.StopPrice], bracket.StopPrice);
        if (bracket.TakeProfitPrice is { } target) writer.WriteDecimal(Names[(int)Property.TakeProfitPrice], target);
        writer.WriteEndObject();
    }

    public static OrderRequest Read(ref JsonCursor cursor)
    {
        cursor.Open('{');
        string id = "", symbol = "", strategy = "", version = "", tag = "";
        var (side, type, time) = (Side.Unspecified, OrderType.Unspecified, TimeInForce.Unspecified);
        var quantity = 0m;
        decimal? limit = null, stop = null;
        Bracket? bracket = null;
        var (resize, reduceOnly) = (false, false);
        var property = Utf8Names.None;
        while (cursor.NextProperty(PropertyNames<Property>.Names, ref property))
        {
            switch ((Property)property)
            {
                case Property.ClientOrderId: id = cursor.ReadString(); break;
                case Property.Symbol: symbol = cursor.ReadText(); break;
                case Property.Side: side = EnumNames<Side>.Read(ref cursor); break;
                case Property.Type: type = EnumNames<OrderType>.Read(ref cursor); break;
                case Property.Quantity: quantity = cursor.ReadDecimal(); break;
                case Property.LimitPrice: limit = cursor.ReadDecimal(); break;
                case Property.StopPrice: stop = cursor.ReadDecimal(); break;
                case Property.TimeInForce: time = EnumNames<TimeInForce>.Read(ref cursor); break;
                case Property.Bracket: bracket = ReadBracket(ref cursor); break;
                case Property.AllowResize: resize = cursor.ReadBool(); break;
                case Property.ReduceOnly: reduceOnly = cursor.ReadBool(); break;
                case Property.Strategy: strategy = cursor.ReadText(); break;
                case Property.StrategyVersion: version = cursor.ReadText(); break;
                case Property.Tag: tag = cursor.ReadText(); break;
                default: cursor.ReadRaw(); break;
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

    private static Bracket ReadBracket(ref JsonCursor cursor)
    {
        cursor.Open('{');
        var stop = 0m;
        decimal? target = null;
        var property = Utf8Names.None;
        while (cursor.NextProperty(PropertyNames<Property>.Names, ref property))
        {
            if ((Property)property == Property.StopPrice) stop = cursor.ReadDecimal();
            else if ((Property)property == Property.TakeProfitPrice) target = cursor.ReadDecimal();
            else cursor.ReadRaw();
        }

        return new Bracket(stop, target);
    }
}
