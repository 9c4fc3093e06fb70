using Portcullis.Client.Internal;

namespace Portcullis.Client.Tests.Sdk;

public sealed class WireFidelity
{
    [Theory]
    [InlineData(typeof(Side), typeof(V1.Side))]
    [InlineData(typeof(OrderType), typeof(V1.OrderType))]
    [InlineData(typeof(Verdict), typeof(V1.Verdict))]
    [InlineData(typeof(Exposure), typeof(V1.Exposure))]
    [InlineData(typeof(AccountStatus), typeof(V1.AccountStatus))]
    [InlineData(typeof(OrderStatus), typeof(V1.OrderStatus))]
    [InlineData(typeof(ExecutionKind), typeof(V1.ExecutionKind))]
    [InlineData(typeof(TradingState), typeof(V1.TradingState))]
    [InlineData(typeof(ScopeKind), typeof(V1.ScopeKind))]
    [InlineData(typeof(Role), typeof(V1.Role))]
    [InlineData(typeof(AdjustmentKind), typeof(V1.AdjustmentKind))]
    public void An_enum_has_the_names_and_numbers_of_the_contract(Type ours, Type wire) =>
        Numbers(ours).ShouldBe(Numbers(wire));

    [Fact]
    public void Times_in_force_have_the_numbers_of_the_contract() =>
        Enum.GetValues<TimeInForce>().Select(value => (int)value).ShouldBe(Enum.GetValues<V1.TimeInForce>().Select(value => (int)value));

    [Theory]
    [InlineData("4512.25", "4512.25")]
    [InlineData("-1012.50", "-1012.5")]
    [InlineData("0.00000001", "0.00000001")]
    [InlineData("999999999999999.999999999999", "999999999999999.999999999999")]
    [InlineData("0", "0")]
    public void A_decimal_travels_exactly(string value, string text)
    {
        var number = decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture);

        DecimalText.Write(number).ShouldBe(text);
        DecimalText.Read(DecimalText.Write(number), "field").ShouldBe(number);
    }

    [Fact]
    public void What_is_not_given_is_empty_and_never_zero()
    {
        DecimalText.Write((decimal?)null).ShouldBe("");
        DecimalText.ReadOptional("", "field").ShouldBeNull();
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("1e5")]
    [InlineData("1,000")]
    [InlineData("12.5 USD")]
    public void What_is_no_number_is_not_taken_for_one(string text) =>
        Should.Throw<FormatException>(() => DecimalText.Read(text, "equity")).Message.ShouldContain("equity");

    private static Dictionary<string, int> Numbers(Type type) =>
        Enum.GetValues(type).Cast<object>().ToDictionary(value => value.ToString()!, Convert.ToInt32);
}
