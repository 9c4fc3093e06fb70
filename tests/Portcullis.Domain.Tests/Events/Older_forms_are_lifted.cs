using System.Text;
using System.Text.Json.Nodes;
using Portcullis.Domain.Accounts;

namespace Portcullis.Domain.Tests.Events;

/// <summary>
/// Two retired forms of a fill: the first counted lots of a hundred and called the price "px"; the second said so in the name of its member.
/// What is stored under them stays as it is; the account sees today's fill.
/// </summary>
public sealed class Older_forms_are_lifted
{
    private const string Oldest = """{"orderId":"a-7","executionId":"x-1","symbol":"SPY","side":"Buy","lots":3,"px":165.25,"commission":1.5,"at":"2026-03-02T14:30:00+00:00"}""";
    private const string Older = """{"orderId":"a-7","executionId":"x-1","symbol":"SPY","side":"Buy","units":300,"price":165.25,"commission":1.5,"at":"2026-03-02T14:30:00+00:00"}""";

    private static readonly EventUpcast LotsToUnits = new("fill_reported", "fill_reported_v2", fill =>
    {
        Rename(fill, "px", "price");
        fill["units"] = fill["lots"]!.GetValue<decimal>() * 100m;
        fill.Remove("lots");
    });

    private static readonly EventUpcast UnitsToQuantity = new("fill_reported_v2", EventCatalog.NameOf<OrderFilled>(), fill => Rename(fill, "units", "quantity"));

    private static readonly EventUpcasts Upcasts = new([UnitsToQuantity, LotsToUnits]);

    [Theory]
    [InlineData("fill_reported", Oldest)]
    [InlineData("fill_reported_v2", Older)]
    public void Each_older_form_is_read_as_todays(string name, string json)
    {
        var fill = Upcasts.Read(name, Encoding.UTF8.GetBytes(json)).ShouldBeOfType<OrderFilled>();

        (fill.OrderId.Value, fill.ExecutionId, fill.Quantity, fill.Price).ShouldBe(("a-7", "x-1", 300m, 165.25m));
        Encoding.UTF8.GetString(EventCatalog.Write(fill)).ShouldContain("\"quantity\":300");
    }

    [Fact]
    public void Todays_form_is_read_by_its_class_and_a_name_that_was_never_ours_is_no_error()
    {
        var today = Events.Samples.All.OfType<OrderFilled>().First();
        Upcasts.Read(EventCatalog.NameOf(today), EventCatalog.Write(today)).ShouldBe(today);
        Upcasts.Read("fill_reported_v3", "{}"u8).ShouldBeNull();
    }

    [Fact]
    public void Upcasts_that_lead_nowhere_or_in_a_circle_are_refused_at_the_start()
    {
        Should.Throw<ArgumentException>(() => new EventUpcasts([LotsToUnits])).Message.ShouldContain("fill_reported_v2");
        Should.Throw<ArgumentException>(() => new EventUpcasts([LotsToUnits, new("fill_reported_v2", "fill_reported", _ => { })])).Message.ShouldContain("circle");
    }

    private static void Rename(JsonObject content, string from, string to)
    {
        content[to] = content[from]!.DeepClone();
        content.Remove(from);
    }
}
