using System.Buffers.Binary;
using System.IO.Compression;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Testing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Portcullis.Grpc.Tests.Hosting;
using Portcullis.Grpc.Tests.Http2;

namespace Portcullis.Grpc.Tests;

/// <summary>A client of raw HTTP/2 frames against the server half.</summary>
public sealed class MalformedRequestTests : IAsyncLifetime
{
    private const string Unary = "/grpc.testing.TestService/UnaryCall";
    private const string Internal = "13";

    private readonly Metadata _seen = [];
    private GrpcHost _host = null!;
    private RawConnection _raw = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await GrpcHost.ServeAsync(new ScriptedService
        {
            Unary = (request, context) =>
            {
                foreach (var entry in context.RequestHeaders)
                    _seen.Add(entry);
                return Task.FromResult(new SimpleResponse { Payload = request.Payload });
            },
        });
        _raw = await RawConnection.OpenAsync(_host.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _raw.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_good_call_has_status_200_its_content_type_and_its_status_in_trailers()
    {
        var answer = await CallAsync(Frame(Hello()));

        answer.Field(":status").ShouldBe("200");
        answer.Field("content-type").ShouldBe("application/grpc");
        answer.Field("grpc-status").ShouldBeNull();
        answer.HeadEndedStream.ShouldBeFalse();
        answer.Trailers!.ShouldContain(("grpc-status", "0"));
        SimpleResponse.Parser.ParseFrom(answer.Messages().ShouldHaveSingleItem().Payload).Payload.Body.ToStringUtf8().ShouldBe("hello");
    }

    [Fact]
    public async Task A_status_without_messages_is_one_block_of_headers_that_ends_the_stream()
    {
        var answer = await CallAsync(Frame(Hello()), "/grpc.testing.TestService/EmptyCall");

        answer.HeadEndedStream.ShouldBeTrue();
        answer.Trailers.ShouldBeNull();
        answer.Status.ShouldBe("12");
    }

    [Fact]
    public async Task A_message_may_be_split_at_any_byte()
    {
        var frame = Frame(Hello());
        for (var split = 0; split <= frame.Length; split++)
        {
            var stream = await _raw.SendHeadAsync(Head());
            await _raw.SendDataAsync(stream, frame.AsMemory(0, split));
            await _raw.SendDataAsync(stream, frame.AsMemory(split), endStream: true);
            (await _raw.ReadAnswerAsync(stream)).Status.ShouldBe("0");
        }
    }

    [Fact]
    public async Task A_message_that_ends_early_is_an_internal_error()
    {
        var frame = Frame(Hello());
        for (var length = 0; length < frame.Length; length++)
            (await CallAsync(frame[..length])).Status.ShouldBe(Internal, $"after {length} bytes");
    }

    [Fact]
    public async Task Two_messages_in_a_unary_call_are_an_internal_error() =>
        (await CallAsync([.. Frame(Hello()), .. Frame(Hello())])).Status.ShouldBe(Internal);

    [Fact]
    public async Task An_unknown_flag_is_an_internal_error()
    {
        var frame = Frame(Hello());
        frame[0] = 2;

        (await CallAsync(frame)).Status.ShouldBe(Internal);
    }

    [Fact]
    public async Task Bytes_that_are_no_message_are_an_internal_error() => (await CallAsync(Frame([0xFF, 0xFF, 0xFF]))).Status.ShouldBe(Internal);

    [Fact]
    public async Task A_length_above_the_limit_is_refused_before_the_message_comes()
    {
        var stream = await _raw.SendHeadAsync(Head());
        await _raw.SendDataAsync(stream, new byte[] { 0, 0xFF, 0xFF, 0xFF, 0xFF });

        (await _raw.ReadAnswerAsync(stream)).Status.ShouldBe("8");
    }

    [Fact]
    public async Task A_small_message_that_grows_above_the_limit_is_refused()
    {
        var answer = await CallAsync(Frame(Gzip(new byte[64 * 1024 * 1024]), compressed: true), more: ("grpc-encoding", "gzip"));

        answer.Status.ShouldBe("8");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task A_compressed_message_is_understood_and_never_answered_with_compression_unasked(string encoding)
    {
        var payload = encoding == "gzip" ? Gzip(Hello()) : Deflate(Hello());
        var answer = await CallAsync(Frame(payload, compressed: true), more: ("grpc-encoding", encoding));

        answer.Status.ShouldBe("0");
        answer.Field("grpc-encoding").ShouldBeNull();
        answer.Messages().ShouldHaveSingleItem().Compressed.ShouldBeFalse();
    }

    [Fact]
    public async Task A_compressed_message_without_an_encoding_is_an_internal_error() =>
        (await CallAsync(Frame(Gzip(Hello()), compressed: true))).Status.ShouldBe(Internal);

    [Fact]
    public async Task Bytes_that_do_not_decompress_are_an_internal_error() =>
        (await CallAsync(Frame(Hello(), compressed: true), more: ("grpc-encoding", "gzip"))).Status.ShouldBe(Internal);

    [Fact]
    public async Task An_unknown_encoding_is_unimplemented_and_the_known_ones_are_named()
    {
        var answer = await CallAsync(Frame(Hello(), compressed: true), more: ("grpc-encoding", "snappy"));

        answer.Status.ShouldBe("12");
        answer.Field("grpc-accept-encoding").ShouldBe("identity,gzip,deflate");
    }

    [Fact]
    public async Task Another_content_type_is_refused_by_http()
    {
        var head = Head().Where(field => field.Name != "content-type").Append(("content-type", "application/json"));
        var stream = await _raw.SendHeadAsync(head, endStream: true);

        (await _raw.ReadAnswerAsync(stream)).Field(":status").ShouldBe("415");
    }

    [Fact]
    public async Task Over_http_1_a_call_is_told_to_upgrade()
    {
        await using var host = await GrpcHost.ServeAsync(new ScriptedService(), listen: endpoint => endpoint.Protocols = HttpProtocols.Http1);
        using var client = new HttpClient();
        using var content = new ByteArrayContent([]);
        content.Headers.ContentType = new("application/grpc");

        using var response = await client.PostAsync(new Uri(host.Address, Unary), content, Now.Cancellation);

        ((int)response.StatusCode).ShouldBe(426);
    }

    [Theory]
    [InlineData("application/grpc+proto")]
    [InlineData("application/grpc;charset=utf-8")]
    public async Task A_content_type_with_a_format_is_grpc_too(string contentType)
    {
        var head = Head().Where(field => field.Name != "content-type").Append(("content-type", contentType));
        var stream = await _raw.SendHeadAsync(head);
        await _raw.SendDataAsync(stream, Frame(Hello()), endStream: true);

        (await _raw.ReadAnswerAsync(stream)).Status.ShouldBe("0");
    }

    [Theory]
    [InlineData("/grpc.testing.TestService/unarycall")]
    [InlineData("/grpc.testing.testservice/UnaryCall")]
    [InlineData("/no.such.Service/UnaryCall")]
    [InlineData("/grpc.testing.TestService/NoSuchCall")]
    public async Task Only_the_exact_path_is_implemented(string path) => (await CallAsync(Frame(Hello()), path)).Status.ShouldBe("12");

    [Theory]
    [InlineData("1")]
    [InlineData("s")]
    [InlineData("-1S")]
    [InlineData("1.5S")]
    [InlineData("123456789S")]
    [InlineData("1s")]
    public async Task A_malformed_timeout_is_refused(string timeout) =>
        (await CallAsync(Frame(Hello()), more: ("grpc-timeout", timeout))).Status.ShouldBe(Internal);

    [Theory]
    [InlineData("99999999H")]
    [InlineData("99999999M")]
    [InlineData("10S")]
    [InlineData("10000m")]
    [InlineData("10000000u")]
    public async Task A_timeout_of_any_unit_is_understood(string timeout) =>
        (await CallAsync(Frame(Hello()), more: ("grpc-timeout", timeout))).Status.ShouldBe("0");

    [Fact]
    public async Task Binary_headers_may_be_padded_unpadded_joined_empty_or_wrong()
    {
        var answer = await CallAsync(
            Frame(Hello()), Unary,
            ("a-bin", "q6s="), ("b-bin", "q6s"), ("c-bin", "AQ==,Ag"), ("d-bin", ""), ("e-bin", "AQ"), ("e-bin", "Ag"), ("f-bin", "!!"), ("g-bin", "A"));

        answer.Status.ShouldBe("0");
        _seen.GetValueBytes("a-bin").ShouldBe([0xAB, 0xAB]);
        _seen.GetValueBytes("b-bin").ShouldBe([0xAB, 0xAB]);
        _seen.GetAll("c-bin").Select(entry => entry.ValueBytes[0]).ShouldBe([1, 2]);
        _seen.GetValueBytes("d-bin").ShouldBe([]);
        _seen.GetAll("e-bin").Select(entry => entry.ValueBytes[0]).ShouldBe([1, 2]);
        _seen.Get("f-bin").ShouldBeNull();
        _seen.Get("g-bin").ShouldBeNull();
    }

    [Fact]
    public async Task A_text_value_outside_ascii_fails_neither_the_call_nor_the_connection()
    {
        (await CallAsync(Frame(Hello()), more: ("x-odd", "gr\u00FCn\u00FF"))).Status.ShouldBe("0");
        _seen.GetValue("x-odd").ShouldBe("gr\u00FCn\u00FF");
        (await CallAsync(Frame(Hello()))).Status.ShouldBe("0");
    }

    [Fact]
    public async Task Headers_of_the_protocol_are_no_metadata()
    {
        await CallAsync(Frame(Hello()), Unary, ("grpc-accept-encoding", "gzip"), ("grpc-timeout", "10S"), ("grpc-previous-rpc-attempts", "2"));

        _seen.Select(entry => entry.Key).ShouldBe(["host", "grpc-previous-rpc-attempts"], ignoreOrder: true);
    }

    private static byte[] Hello() => new SimpleRequest { Payload = new Payload { Body = ByteString.CopyFromUtf8("hello") } }.ToByteArray();

    private static byte[] Frame(byte[] payload, bool compressed = false)
    {
        var frame = new byte[5 + payload.Length];
        frame[0] = compressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), payload.Length);
        payload.CopyTo(frame, 5);
        return frame;
    }

    private static byte[] Gzip(byte[] plain)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Optimal))
            gzip.Write(plain);
        return target.ToArray();
    }

    private static byte[] Deflate(byte[] plain)
    {
        using var target = new MemoryStream();
        using (var zlib = new ZLibStream(target, CompressionLevel.Optimal))
            zlib.Write(plain);
        return target.ToArray();
    }

    private List<(string Name, string Value)> Head(string path = Unary, params (string Name, string Value)[] more) =>
        RawConnection.Head(_host.Address, path, more);

    private async Task<RawAnswer> CallAsync(byte[] body, string path = Unary, params (string Name, string Value)[] more)
    {
        var stream = await _raw.SendHeadAsync(Head(path, more));
        await _raw.SendDataAsync(stream, body.AsMemory(0, Math.Min(body.Length, 16_000)), endStream: body.Length <= 16_000);
        for (var sent = 16_000; sent < body.Length; sent += 16_000)
            await _raw.SendDataAsync(stream, body.AsMemory(sent, Math.Min(16_000, body.Length - sent)), endStream: sent + 16_000 >= body.Length);
        return await _raw.ReadAnswerAsync(stream);
    }
}
