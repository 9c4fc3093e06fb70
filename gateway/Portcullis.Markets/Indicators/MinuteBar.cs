namespace Portcullis.Markets.Indicators;

internal readonly record struct MinuteBar(decimal Open, decimal High, decimal Low, decimal Close);
