using System.Text;
using System.Text.Json;
using Npgsql;
using Portcullis.Journal.Integrity;
using Portcullis.Testing;

namespace Portcullis.Journal.Tests.Integrity;

public sealed class CanonicalJsonTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"b":1,"a":2}""", """{"a":2,"b":1}""")]
    [InlineData("""{"long":1,"b":2,"aa":3}""", """{"b":2,"aa":3,"long":1}""")]
    [InlineData("""{"a":1,"b":0,"a":2}""", """{"a":2,"b":0}""")]
    [InlineData("""[ 1 , {} , [] , "x" ]""", """[1,{},[],"x"]""")]
    [InlineData("""{"o":{"z":{"b":1,"a":1},"a":1}}""", """{"o":{"a":1,"z":{"a":1,"b":1}}}""")]
    [InlineData("1.50e1", "15.0")]
    [InlineData("12e-1", "1.2")]
    [InlineData("1E+3", "1000")]
    [InlineData("0.001e2", "0.1")]
    [InlineData("-0.00", "0.00")]
    [InlineData("-0e3", "0")]
    [InlineData(@"""\u00e9\/\t\u001f\""""", "\"é/\\u0009\\u001f\\\"\"")]
    public void There_is_one_spelling_for_each_value(string json, string canonical) => Canonical(json).ShouldBe(canonical);

    [Fact]
    public async Task What_went_through_jsonb_is_spelled_as_before()
    {
        await using var source = NpgsqlDataSource.Create(await postgres.CreateDatabaseAsync(Ct));
        await using var command = source.CreateCommand("select $1::jsonb::text");
        var json = new NpgsqlParameter<string>();
        command.Parameters.Add(json);
        var random = new Random(20260302);
        for (var n = 0; n < 500; n++)
        {
            json.TypedValue = RandomJson(random, 0);
            var stored = (string)(await command.ExecuteScalarAsync(Ct))!;
            Canonical(stored).ShouldBe(Canonical(json.TypedValue), json.TypedValue);
        }
    }

    [Fact]
    public void What_one_pass_takes_is_spelled_as_the_reader_spells_it_and_what_is_no_JSON_it_never_takes()
    {
        var random = new Random(20261121);
        var (taken, broken) = (0, 0);
        for (var n = 0; n < 50_000; n++)
        {
            var json = RandomJson(random, 0);
            if (n % 2 == 1) json = Damaged(random, json);
            var expected = Spelled(json, static (text, sink) => CanonicalJson.WriteAny(text, sink));
            var passed = Spelled(json, static (text, sink) =>
            {
                if (!PlainJson.TryWrite(text, sink)) throw new JsonException("Declined.");
            });
            if (passed is not null) passed.ShouldBe(expected, json);
            taken += passed is null ? 0 : 1;
            broken += expected is null ? 1 : 0;
        }

        taken.ShouldBeInRange(10_000, 40_000);
        broken.ShouldBeGreaterThan(5_000);
    }

    [Theory]
    [InlineData(Limits.JsonDepth, true)]
    [InlineData(Limits.JsonDepth + 1, false)]
    public void One_pass_goes_as_deep_as_the_reader(int depth, bool taken) =>
        PlainJson.TryWrite(Encoding.UTF8.GetBytes($"{new string('[', depth)}{new string(']', depth)}"), ByteSink.Rent()).ShouldBe(taken);

    [Fact]
    public void What_one_pass_declines_leaves_the_sink_as_it_was()
    {
        var sink = ByteSink.Rent();
        sink.Add("before"u8);
        PlainJson.TryWrite("""{"b":1,"a":{"c":2,"d":1e5}}"""u8, sink).ShouldBeFalse();
        CanonicalJson.WriteAny("""{"b":1,"a":2}"""u8, sink);
        Encoding.UTF8.GetString(sink.Written).ShouldBe("""before{"a":2,"b":1}""");
    }

    private static string? Spelled(string json, Action<byte[], ByteSink> write)
    {
        var sink = ByteSink.Rent();
        try
        {
            write(Encoding.UTF8.GetBytes(json), sink);
            return Encoding.UTF8.GetString(sink.Written);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>One character more, less or another.</summary>
    private static string Damaged(Random random, string json)
    {
        const string marks = "{}[]\",:\\-+.019eEtfn \t\u0001";
        var at = random.Next(json.Length);
        var mark = marks[random.Next(marks.Length)].ToString();
        return random.Next(3) switch
        {
            0 => json.Remove(at, 1),
            1 => json.Insert(at, mark),
            _ => json.Remove(at, 1).Insert(at, mark),
        };
    }

    private static string Canonical(string json)
    {
        var sink = ByteSink.Rent();
        CanonicalJson.Write(Encoding.UTF8.GetBytes(json), sink);
        return Encoding.UTF8.GetString(sink.Written);
    }

    private static string RandomJson(Random random, int depth) => random.Next(depth > 3 ? 5 : 7) switch
    {
        0 => "null",
        1 => random.Next(2) == 0 ? "true" : "false",
        2 => RandomNumber(random),
        3 or 4 => RandomString(random),
        5 => $"[{string.Join(" , ", Enumerable.Range(0, random.Next(4)).Select(_ => RandomJson(random, depth + 1)))}]",
        _ => $"{{{string.Join(",\n", Enumerable.Range(0, random.Next(5)).Select(_ => $"{RandomString(random)} : {RandomJson(random, depth + 1)}"))}}}",
    };

    private static string RandomNumber(Random random)
    {
        var number = random.Next(2) == 0 ? "-" : "";
        number += random.Next(3) == 0 ? "0" : $"{random.Next(1, 100_000)}";
        number += random.Next(2) == 0 ? $".{random.Next(1000):D3}" : "";
        return number + (random.Next(3) == 0 ? $"{(random.Next(2) == 0 ? 'e' : 'E')}{random.Next(-40, 40)}" : "");
    }

    private static string RandomString(Random random)
    {
        string[] pieces = ["a", "b", "key", "é", "€", "😀", @"\n", @"\u0041", @"\u00e9", @"\ud83d\ude00", @"\\", @"\""", @"\/", @"\u007f", @"\u001b", " "];
        return $"\"{string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => pieces[random.Next(pieces.Length)]))}\"";
    }
}
