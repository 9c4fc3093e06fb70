using System.Text;

namespace Portcullis.Journal.Benchmarks;

/// <summary>The same event for every contender: 634 bytes, streams of three.</summary>
internal static class Workload
{
    public const int EventsPerStream = 3;

    public static string Json { get; } = Build();

    public static byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(Json);

    public static EventData Event { get; } =
        new("order_decided", Utf8, "Portcullis.OrderDecided, Portcullis.Domain", """{"correlation":"bot-1-000042"}""");

    public static Append Append(string stream, long expected) => new(stream, expected, [Event], TimeProvider.System.GetUtcNow());

    private static string Build()
    {
        const string head =
            """{"orderId":"ord-7f31c2a9","clientOrderId":"bot-1-000042","symbol":"ESZ6","side":"Buy","type":"Limit","quantity":3,"price":"5012.25","verdict":"Approved","ruleSet":"5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8","controlVersion":7,"facts":{"account.DayPnl":"-412.50","account.Equity":"50123.75","order.PositionAfter":5,"market.SpreadTicks":1,"news.MinutesToNext":184},"rules":[{"name":"DailyLossLimit","passed":true,"left":"-600.00","right":"-1000.00"},{"name":"MaxPosition","passed":true,"left":"5","right":"10"}],"note":"@"}""";
        return head.Replace("@", new string('x', 634 - (head.Length - 1)), StringComparison.Ordinal);
    }
}
