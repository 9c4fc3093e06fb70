using Portcullis.Domain.Instruments;
using Portcullis.Markets.Reference;

namespace Portcullis.Markets.Tests.Reference;

public sealed class Shipped_reference_data
{
    private static readonly ReferenceData Data = ReferenceData.Load(ReferenceData.DefaultFolder, 2026);

    [Fact]
    public void It_loads_without_a_fault() => Data.Catalog.Listed.Count().ShouldBeGreaterThan(50);

    [Theory]
    [InlineData("ESZ13", "2013-12-20T14:30:00Z")]
    [InlineData("ESH14", "2014-03-21T13:30:00Z")]
    [InlineData("GCZ13", "2013-12-27T18:30:00Z")]
    [InlineData("6EH24", "2024-03-18T14:16:00Z")]
    [InlineData("CLZ13", "2013-11-20T19:30:00Z")]
    [InlineData("CLF14", "2013-12-19T19:30:00Z")]
    [InlineData("CLX20", "2020-10-20T18:30:00Z")]
    public void A_contract_ends_when_its_exchange_says(string symbol, string expires) =>
        Data.Catalog.Find(symbol)!.Expires.ShouldBe(DateTimeOffset.Parse(expires, System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void A_contract_named_by_one_digit_of_its_year_is_the_same_contract()
    {
        Data.Catalog.Find("ESZ6").ShouldBe(Data.Catalog.Find("ESZ26"));
        Data.Catalog.Find("ESZ5")!.Symbol.ShouldBe("ESZ25");
        Data.Catalog.Find("ESZ4")!.Symbol.ShouldBe("ESZ34");
    }

    [Theory]
    [InlineData("ES")]
    [InlineData("ESF14")]
    [InlineData("ESZ")]
    [InlineData("ESZ130")]
    [InlineData("Z13")]
    [InlineData("NOPE")]
    [InlineData("spy")]
    [InlineData("")]
    public void What_is_not_listed_is_no_instrument(string symbol) => Data.Catalog.Find(symbol).ShouldBeNull();

    [Fact]
    public void A_contract_has_its_roots_terms()
    {
        var contract = Data.Catalog.Find("ESZ13")!;
        contract.Root.ShouldBe("ES");
        contract.TickSize.ShouldBe(0.25m);
        contract.PointValue.ShouldBe(50m);
        contract.AssetClass.ShouldBe(AssetClass.Future);
    }
}
