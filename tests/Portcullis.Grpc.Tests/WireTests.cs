using Grpc.Core;
using Grpc.Core.Internal;

namespace Portcullis.Grpc.Tests;

/// <summary>The encodings of the protocol, without a connection.</summary>
public sealed class WireTests
{
    [Theory]
    [InlineData("1n", 1)]
    [InlineData("100n", 1)]
    [InlineData("101n", 2)]
    [InlineData("7u", 70)]
    [InlineData("7m", 70_000)]
    [InlineData("7S", 70_000_000)]
    [InlineData("7M", 4_200_000_000)]
    [InlineData("7H", 252_000_000_000)]
    [InlineData("0S", 0)]
    public void A_timeout_is_read_in_every_unit(string text, long ticks)
    {
        TimeoutHeader.TryDecode(text, out var timeout).ShouldBeTrue();
        timeout.Ticks.ShouldBe(ticks);
    }

    [Fact]
    public void A_timeout_is_written_in_the_finest_unit_of_eight_digits_and_never_shorter()
    {
        for (long ticks = 1; ticks < TimeSpan.MaxValue.Ticks / 3; ticks = (ticks * 3) + 1)
        {
            var text = TimeoutHeader.Encode(new TimeSpan(ticks));

            text.Length.ShouldBeLessThanOrEqualTo(9);
            TimeoutHeader.TryDecode(text, out var decoded).ShouldBeTrue();
            if (ticks < TimeSpan.FromHours(99_999_999).Ticks)
                decoded.Ticks.ShouldBeInRange(ticks, ticks + (ticks / 100) + 1);
        }

        TimeoutHeader.Encode(TimeSpan.FromTicks(-5)).ShouldBe("1n");
        TimeoutHeader.Encode(TimeSpan.FromSeconds(3)).ShouldBe("3000000u");
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("100%", "100%25")]
    [InlineData("\t\r\n", "%09%0D%0A")]
    [InlineData("\u263A", "%E2%98%BA")]
    [InlineData("\U0001F608~ ", "%F0%9F%98%88~ ")]
    public void A_message_is_percent_encoded_and_back(string text, string encoded)
    {
        PercentEncoding.Encode(text).ShouldBe(encoded);
        PercentEncoding.Decode(encoded).ShouldBe(text);
    }

    [Theory]
    [InlineData("%", "%")]
    [InlineData("%4", "%4")]
    [InlineData("%zz%41", "%zzA")]
    [InlineData("50%25%", "50%%")]
    [InlineData("%FF", "\uFFFD")]
    public void Decoding_a_message_never_fails(string encoded, string text) => PercentEncoding.Decode(encoded).ShouldBe(text);

    [Fact]
    public void Binary_values_of_every_length_survive()
    {
        for (var length = 0; length < 20; length++)
        {
            var bytes = Enumerable.Range(0, length).Select(value => (byte)(value * 37)).ToArray();
            var text = BinaryHeader.Encode(bytes);

            text.ShouldNotContain('=');
            BinaryHeader.Decode(text).ShouldBe(bytes);
            BinaryHeader.Decode(Convert.ToBase64String(bytes)).ShouldBe(bytes);
        }
    }

    [Theory]
    [InlineData(400, StatusCode.Internal)]
    [InlineData(401, StatusCode.Unauthenticated)]
    [InlineData(403, StatusCode.PermissionDenied)]
    [InlineData(404, StatusCode.Unimplemented)]
    [InlineData(429, StatusCode.Unavailable)]
    [InlineData(502, StatusCode.Unavailable)]
    [InlineData(503, StatusCode.Unavailable)]
    [InlineData(504, StatusCode.Unavailable)]
    [InlineData(418, StatusCode.Unknown)]
    public void What_a_proxy_says_becomes_a_status(int http, StatusCode code) => HttpStatus.ToStatusCode(http).ShouldBe(code);

    [Theory]
    [InlineData(StatusCode.OK, "OK")]
    [InlineData(StatusCode.Cancelled, "CANCELLED")]
    [InlineData(StatusCode.DeadlineExceeded, "DEADLINE_EXCEEDED")]
    [InlineData(StatusCode.Unauthenticated, "UNAUTHENTICATED")]
    [InlineData((StatusCode)17, "UNKNOWN")]
    public void Metrics_name_statuses_as_the_protocol_does(StatusCode code, string name) => StatusNames.Of(code).ShouldBe(name);

    [Fact]
    public void Metadata_keys_are_lower_case_and_checked()
    {
        var metadata = new Metadata { { "X-Key", "a" }, { "x-key", "b" }, { "X-Bytes-Bin", [1] } };

        metadata.Get("X-KEY")!.Value.ShouldBe("b");
        metadata.GetAll("x-key").Select(entry => entry.Value).ShouldBe(["a", "b"]);
        metadata.GetValueBytes("x-bytes-bin").ShouldBe([1]);
        Should.Throw<ArgumentException>(() => metadata.Add("with space", "a"));
        Should.Throw<ArgumentException>(() => metadata.Add("text-bin", "a"));
        Should.Throw<ArgumentException>(() => metadata.Add("bytes", [1]));
        Should.Throw<InvalidOperationException>(() => Metadata.Empty.Add("a", "b"));
        Should.Throw<InvalidOperationException>(() => metadata.Get("x-bytes-bin")!.Value);
    }

    [Fact]
    public void A_head_is_read_across_the_seams_of_a_sequence()
    {
        var head = new byte[MessageHead.Size];
        MessageHead.Write(head, isCompressed: true, 0x01020304);

        head.ShouldBe([1, 1, 2, 3, 4]);
        MessageHead.Read(head, int.MaxValue).ShouldBe(new MessageHead(true, 0x01020304));
        Should.Throw<RpcException>(() => MessageHead.Read(head, 0x01020303)).StatusCode.ShouldBe(StatusCode.ResourceExhausted);
    }
}
