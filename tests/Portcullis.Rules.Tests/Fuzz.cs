using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Portcullis.Rules.Tests;

/// <summary>
/// Breaks texts at random and feeds them to the parser, the loader and the evaluator. Whatever the text: a refusal with a place, or a rule
/// set whose pass ends in outcomes; no exception, no more memory than the limit. PORTCULLIS_RULES_FUZZ_SECONDS makes it run longer; what it
/// finds is added to the corpus, and the corpus is run first each time.
/// </summary>
public sealed class Fuzz(ITestOutputHelper output)
{
    private const long MemoryPerText = 64 * 1024 * 1024;

    private static readonly string[] Pieces =
    [
        "order", "account", "news", ".", "Side", "\"Buy\"", "Weight", "Confirmed", "Note", "Limits", "Keys", "Owner", "Level", "root", "parent", "2L", "1u", "0.5f", "Quantity", "Price", "Symbol", "Legs", "LimitPrice", "Any", "Where", "Select", "Sum", "(", ")", "[", "]", "{", "}", ",", "=>", "x",
        "it", "np", "iif", "new", "as", "is", "in", "not", "!", "-", "+", "*", "/", "%", "&&", "||", "&", "|", "==", "!=", "<", ">", "<=", ">=", "<<", ">>", "??", "?", ":",
        "0", "1", "-1", "2147483647", "-2147483648", "9223372036854775807", "18446744073709551615", "1.5", "1e308", "0.1m", "79228162514264337593543950335m", "'c'", "\"\"",
        "\"ES\"", "\"\\\"", "true", "false", "null", "int", "decimal", "double", "DateTime", "TimeSpan", "Math", "Enumerable", "Range", "Convert", "string", "Abs", "ToString",
        "PadLeft", "Replace", "OrderBy", "GroupBy", "\u0000", "é", "𝔸", "\n", "$", "@", "#", "0x", "0b1", "System", "GetType",
    ];

    public static TheoryData<string> Corpus
    {
        get
        {
            var corpus = new TheoryData<string>();
            foreach (var line in File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "fuzz-corpus.txt")).Where(line => line.Length > 0 && !line.StartsWith('#')))
                corpus.Add(line);
            return corpus;
        }
    }

    [Theory]
    [MemberData(nameof(Corpus))]
    public void What_was_found_before_stays_mended(string expression) => Try(expression);

    [Fact]
    public void No_text_does_harm()
    {
        var seconds = double.TryParse(Environment.GetEnvironmentVariable("PORTCULLIS_RULES_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out var asked) ? asked : 2;
        var seed = seconds > 10 ? Environment.ProcessId : 20261121;
        var random = new Random(seed);
        var rules = new RandomRules(seed);
        var watch = Stopwatch.StartNew();
        var (texts, loaded) = (0, 0);
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            var text = random.Next(3) switch
            {
                0 => Soup(random),
                1 => Mutated(random, rules.Next()),
                _ => Mutated(random, "order.Legs.Where(l => l.Quantity > 1).Select(l => l.Price * l.Quantity).Sum(it) <= np(account.Owner.Level, 3) + order.Symbol.Replace(\"E\", \"N\").Length"),
            };
            loaded += Try(text) ? 1 : 0;
            if (random.Next(4) == 0)
                Load(Mutated(random, Sample.File(("A", text), ("B", "order.HasStop")).Text));
            texts++;
        }
        output.WriteLine($"seed {seed}: {texts} texts in {seconds} s, {loaded} of them rules");
        texts.ShouldBeGreaterThan(0);
    }

    private static bool Try(string expression)
    {
        try
        {
            return Load(Sample.File(("R", expression)).Text);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"Add to fuzz-corpus.txt: {expression.ReplaceLineEndings("\\n")}", exception);
        }
    }

    private static bool Load(string json)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var load = RuleSet.Load<SampleFacts>([new("fuzz.json", json)]);
        load.Succeeded.ShouldBe(load.Diagnostics.All(diagnostic => diagnostic.Severity != DiagnosticSeverity.Error));
        if (load.RuleSet is { } rules)
        {
            var facts = new SampleFacts();
            var outcomes = rules.CreateOutcomes();
            rules.Evaluate(facts, outcomes);
            rules.Slacks(facts, new decimal?[rules.Rules.Length]);
            for (var rule = 0; rule < rules.Rules.Length; rule++)
            {
                var explanation = rules.Explain(facts, rule);
                explanation.Outcome.ShouldBe(outcomes[rule]);
                explanation.ToString().ShouldNotBeNull();
            }
            RuleSet.LoadCanonical<SampleFacts>(rules.CanonicalText).RuleSet!.Hash.ShouldBe(rules.Hash);
        }
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(MemoryPerText);
        return load.Succeeded;
    }

    private static string Soup(Random random)
    {
        var text = new StringBuilder();
        for (var i = random.Next(1, 40); i > 0; i--)
            text.Append(Pieces[random.Next(Pieces.Length)]).Append(random.Next(3) == 0 ? " " : "");
        return text.ToString();
    }

    private static string Mutated(Random random, string text)
    {
        var mutated = new StringBuilder(text);
        for (var i = random.Next(1, 5); i > 0 && mutated.Length > 1; i--)
        {
            var at = random.Next(mutated.Length);
            switch (random.Next(4))
            {
                case 0: mutated.Remove(at, Math.Min(random.Next(1, 12), mutated.Length - at)); break;
                case 1: mutated.Insert(at, Pieces[random.Next(Pieces.Length)]); break;
                case 2: mutated[at] = (char)random.Next(1, 300); break;
                default: mutated.Insert(at, mutated.ToString(at, Math.Min(random.Next(1, 30), mutated.Length - at))); break;
            }
        }
        return mutated.ToString();
    }
}
