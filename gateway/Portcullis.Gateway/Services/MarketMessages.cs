using Portcullis.Gateway.Validation;
using Portcullis.Markets;
using Portcullis.V1;

namespace Portcullis.Gateway.Services;

/// <summary>Market data as it travels, read into the board's own terms. Ranges and time order are the board's to judge.</summary>
internal static class MarketMessages
{
    public const string Malformed = "A message needs a symbol, a time, and a quote, trade, bar or state whose numbers are decimal text.";

    public static bool TryRead(MarketDataMessage message, out MarketInput? input)
    {
        input = null;
        if (message.Symbol.Length == 0 || message.At is null || !Fields.IsTime(message.At)) return false;
        var at = message.At.ToDateTimeOffset();
        input = message.DataCase switch
        {
            MarketDataMessage.DataOneofCase.Quote => Quote(message.Symbol, at, message.Quote),
            MarketDataMessage.DataOneofCase.Trade => Trade(message.Symbol, at, message.Trade),
            MarketDataMessage.DataOneofCase.Bar => Bar(message.Symbol, at, message.Bar),
            MarketDataMessage.DataOneofCase.State when message.State is TradingState.Open or TradingState.Halted =>
                new TradingStateInput(message.Symbol, at, message.State == TradingState.Halted),
            _ => null,
        };
        return input is not null;
    }

    private static QuoteInput? Quote(string symbol, DateTimeOffset at, Quote q) =>
        Optional(q.Bid, out var bid) && Optional(q.Ask, out var ask) && Optional(q.BidSize, out var bidSize) && Optional(q.AskSize, out var askSize)
            ? new QuoteInput(symbol, at, bid, ask, bidSize, askSize)
            : null;

    private static TradeInput? Trade(string symbol, DateTimeOffset at, Trade t) =>
        DecimalText.TryParse(t.Price, out var price) && Optional(t.Size, out var size) ? new TradeInput(symbol, at, price, size ?? 0m) : null;

    private static BarInput? Bar(string symbol, DateTimeOffset at, Bar b) =>
        DecimalText.TryParse(b.Open, out var open) && DecimalText.TryParse(b.High, out var high) && DecimalText.TryParse(b.Low, out var low)
        && DecimalText.TryParse(b.Close, out var close) && Optional(b.Volume, out var volume) && Optional(b.Bid, out var bid) && Optional(b.Ask, out var ask)
        && b.Seconds is > 0 and <= 86_400
            ? new BarInput(symbol, at, TimeSpan.FromSeconds(b.Seconds), open, high, low, close, volume ?? 0m, bid, ask)
            : null;

    private static bool Optional(string text, out decimal? value)
    {
        value = null;
        if (text.Length == 0) return true;
        if (!DecimalText.TryParse(text, out var number)) return false;
        value = number;
        return true;
    }
}
