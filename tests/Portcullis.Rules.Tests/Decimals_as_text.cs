using System.Globalization;
using System.Text;

namespace Portcullis.Rules.Tests;

public sealed class Decimals_as_text
{
    private static void AgreeOn(decimal value)
    {
        var expected = value.ToString(CultureInfo.InvariantCulture);
        Span<byte> bytes = stackalloc byte[DecimalText.MaxLength];
        Encoding.UTF8.GetString(bytes[..DecimalText.Write(value, bytes)]).ShouldBe(expected);
        Span<char> text = stackalloc char[DecimalText.MaxLength];
        DecimalText.TryWrite(value, text, out var written).ShouldBeTrue();
        text[..written].ToString().ShouldBe(expected);
        DecimalText.TryWrite(value, text[..(expected.Length - 1)], out _).ShouldBeFalse();
    }

    public static TheoryData<string> Odd => ["0", "0.00", "-0", "-0.0", "1", "-1", "0.1", "-0.10", "10", "100.00", "0.0000000000000000001", "0.000000000000000001", "18446744073709551615", "18446744073709551616", "79228162514264337593543950335", "-7.9228162514264337593543950335"];

    [Theory]
    [MemberData(nameof(Odd))]
    public void Odd_ones(string number) => AgreeOn(decimal.Parse(number, CultureInfo.InvariantCulture));

    [Fact]
    public void Random_ones()
    {
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
            AgreeOn(new decimal(random.Next() >> random.Next(32), random.Next() >> random.Next(32), i % 4 == 0 ? random.Next() : 0, i % 3 == 0, (byte)random.Next(29)));
    }
}
