using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Orders;
using static Portcullis.Domain.Tests.Accounts.Scenario;

namespace Portcullis.Domain.Tests.Accounts;

/// <summary>Recorded decisions are confirmed as they stand. Whatever is confirmed must be what the comparison fact by fact finds no difference in.</summary>
public sealed class The_short_way_says_what_the_long_one_says
{
    private const int Stories = 40;

    /// <summary>Alterations that are tried of one decision of each story; all of all would take minutes.</summary>
    private const int Alterations = 40;

    [Fact]
    public void Of_every_decision_in_every_story() =>
        Story.Check(Stories, null, story =>
        {
            var recomputation = new Recomputation(story.World.Rules);
            foreach (var decided in story.Events.OfType<OrderDecided>())
            {
                var stored = EventCatalog.Write(decided);
                recomputation.Confirms(DecisionRecord.Read(stored)).ShouldBe(IsJudgedOnce(decided), decided.Request.ToString());
                recomputation.Confirms(DecisionRecord.Read(Stored.AsJsonb(stored))).ShouldBe(IsJudgedOnce(decided), decided.Request.ToString());
            }
        });

    [Fact]
    public void Of_a_decision_that_was_altered_in_one_place() =>
        Story.Check(Stories, null, story =>
        {
            var recomputation = new Recomputation(story.World.Rules);
            var chance = new System.Random(story.Events.Count);
            var decisions = story.Events.OfType<OrderDecided>().ToArray();
            if (decisions.Length == 0) return;
            var alterations = Tampering.Of(EventCatalog.Write(decisions[chance.Next(decisions.Length)])).ToArray();
            foreach (var alteration in chance.GetItems(alterations, Alterations)) AgreeOn(alteration, recomputation);
        });

    public static TheoryData<string> Orders => ["approved", "rejected", "several reasons", "replacement", "exit"];

    [Theory]
    [MemberData(nameof(Orders))]
    public void Of_every_alteration_of(string order)
    {
        var recomputation = new Recomputation(TestRules.Topstep);
        var stored = EventCatalog.Write(Decide(order));
        foreach (var alteration in Tampering.Of(stored))
        {
            // What it learns of a record in one form must not mislead it about one in the other, or about one that was altered.
            Confirms(recomputation, stored).ShouldBeTrue();
            AgreeOn(alteration, recomputation);
            Confirms(recomputation, Stored.AsJsonb(stored)).ShouldBeTrue();
            AgreeOn(alteration, recomputation);
        }
    }

    /// <summary>Its forms are learned of other numbers than those it is asked about.</summary>
    [Fact]
    public void Of_every_alteration_after_others_of_its_kind()
    {
        var recomputation = new Recomputation(TestRules.Topstep);
        for (var quantity = 6m; quantity < 9m; quantity++) Confirms(recomputation, TooLarge(quantity)).ShouldBeTrue();
        foreach (var alteration in Tampering.Of(TooLarge(9m))) AgreeOn(alteration, recomputation);
        Confirms(recomputation, TooLarge(9m)).ShouldBeTrue();
    }

    /// <summary>A number of one decision in the place of another's, where both stand in records that were confirmed.</summary>
    [Fact]
    public void Of_numbers_that_belong_to_another_decision()
    {
        var recomputation = new Recomputation(TestRules.Topstep);
        var (one, other) = (Encoding.UTF8.GetString(TooLarge(7m)), Encoding.UTF8.GetString(TooLarge(8m)));
        Confirms(recomputation, TooLarge(7m)).ShouldBeTrue();
        Confirms(recomputation, TooLarge(8m)).ShouldBeTrue();
        foreach (var (from, to) in new[] { ("An order of 7", "An order of 8"), ("\"leftValue\":\"7\"", "\"leftValue\":\"8\""), ("\"overBy\":2", "\"overBy\":3") })
        {
            one.ShouldContain(from);
            other.ShouldContain(to);
            Confirms(recomputation, Encoding.UTF8.GetBytes(one.Replace(from, to))).ShouldBeFalse(from);
        }
    }

    private static byte[] TooLarge(decimal quantity) => EventCatalog.Write(Given(Past.Opened()).When(Ask.Submit(Ask.Buy(quantity))).Decision);

    private static OrderDecided Decide(string order) => order switch
    {
        "approved" => Given(Past.Opened()).When(Ask.Submit(Ask.Buy(2m))).Decision,
        "rejected" => Given(Past.Opened()).When(Ask.Submit(Ask.Limit(Side.Buy, 1m, 1_950m))).Decision,
        "several reasons" => Given(Past.Opened()).When(Ask.Submit(Ask.Buy(7m))).Decision,
        "replacement" => Given(Past.Opened(), Past.Approved(2, Ask.Limit(Side.Buy, 2m, 1_799m))).When(new ReplaceOrder(new("r1"), new("c2"), 3m, 1_798m, null)).Decision,
        _ => Given(Past.Opened(), Past.Approved(2, Ask.Market(Side.Buy, 2m)), Past.Filled(2, "e1", Side.Buy, 2m, 1_800m)).When(Ask.Submit(Ask.Market(Side.Sell, 1m))).ThenApproved(),
    };

    private static void AgreeOn((string Path, bool IsRemoved, byte[] Tampered) alteration, Recomputation recomputation)
    {
        foreach (var json in new[] { alteration.Tampered, Stored.AsJsonb(alteration.Tampered) })
        {
            var confirmed = Confirms(recomputation, json);
            var found = Found(json, recomputation);
            (confirmed && found).ShouldBeFalse($"{alteration.Path} was altered, and that was confirmed: {Encoding.UTF8.GetString(json)}");
        }
    }

    private static bool Confirms(Recomputation recomputation, byte[] json)
    {
        try
        {
            return recomputation.Confirms(DecisionRecord.Read(json));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Whether anything is wrong with it, by the long way.</summary>
    private static bool Found(byte[] json, Recomputation recomputation)
    {
        try
        {
            return Reverification.Differences((OrderDecided)EventCatalog.Read("order_decided", json)!, recomputation.Rules).Any();
        }
        catch (JsonException)
        {
            return true;
        }
    }

    /// <summary>Resized orders were judged at two quantities, and what follows from no fact is looked at the long way.</summary>
    private static bool IsJudgedOnce(OrderDecided decided) =>
        decided.AskedFacts is null && !decided.Violations.Any(v => v.Code is "ACCOUNT_QUARANTINED" or "INSTRUMENT_EXPIRED" or "FLATTEN_IN_PROGRESS" or "TOO_MANY_WORKING_ORDERS");

    /// <summary>Texts with all that could lead a reader astray, in objects and arrays of any depth.</summary>
    private static readonly Gen<object?> Later = Gen.Sized(Value);

    private static Gen<object?> Value(int size)
    {
        var text = Gen.Elements("", "}", "]", "{", "\"", "\\", "\\\"", "a}b", "é", "line\nline", new string('x', 40)).Select(t => (object?)t);
        if (size == 0) return Gen.OneOf(text, Gen.Elements<object?>(null, true, 1.50m, -7m));
        var parts = Value(size / 3).ArrayOf().Resize(4);
        return Gen.OneOf(text, parts.Select(all => (object?)all), parts.Select(all => (object?)all.Select((value, i) => ($"k{i}", value)).ToDictionary(pair => pair.Item1, pair => pair.value)));
    }

    [Fact]
    public void Whatever_a_newer_version_wrote_beside_it() =>
        Prop.ForAll(Arb.From(Later), later =>
        {
            var stored = Encoding.UTF8.GetString(EventCatalog.Write(Decide("several reasons")));
            var json = Encoding.UTF8.GetBytes($$"""{"later":{{JsonSerializer.Serialize(later)}},{{stored[1..]}}""");
            new Recomputation(TestRules.Topstep).Confirms(DecisionRecord.Read(json)).ShouldBeTrue(Encoding.UTF8.GetString(json));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void And_neither_reads_half_of_it()
    {
        var stored = EventCatalog.Write(Decide("several reasons"));
        for (var length = 0; length < stored.Length; length++)
        {
            var half = stored[..length];
            Should.Throw<JsonException>(() => DecisionRecord.Read(half));
        }
    }
}
