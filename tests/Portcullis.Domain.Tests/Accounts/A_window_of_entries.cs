using System.Text.Json;
using Portcullis.Domain.Accounts;
using Shouldly;
using Xunit;

namespace Portcullis.Domain.Tests.Accounts;

public sealed class A_window_of_entries
{
    private const int Limit = 300;

    [Fact]
    public void Is_what_a_plain_list_would_be()
    {
        var random = new Random(11);
        var window = Window<string, int>.Empty;
        var plain = new List<KeyValuePair<string, int>>();
        for (var i = 0; i < 4_000; i++)
        {
            var entry = KeyValuePair.Create($"k{random.Next(600)}", i);
            window = window.Add(entry.Key, entry.Value, Limit);
            if (plain.FindIndex(known => known.Key == entry.Key) is >= 0 and var at) plain[at] = entry;
            else plain.Add(entry);
            if (plain.Count > Limit) plain.RemoveAt(0);

            window.Count.ShouldBe(plain.Count);
            var asked = $"k{random.Next(600)}";
            window.TryGet(asked, out var value).ShouldBe(plain.Exists(known => known.Key == asked));
            value.ShouldBe(plain.Find(known => known.Key == asked).Value);
            if (i % 97 == 0) window.Entries.ShouldBe(plain);
        }
    }

    [Fact]
    public void Stays_what_it_is_when_others_grow_from_it()
    {
        var random = new Random(12);
        var known = new List<(Window<string, int> Window, KeyValuePair<string, int>[] Plain)> { (Window<string, int>.Empty, []) };
        for (var i = 0; i < 3_000; i++)
        {
            var (window, plain) = known[Math.Max(0, known.Count - 1 - random.Next(20))];
            var key = random.Next(3) == 0 && plain.Length > 0 ? plain[random.Next(plain.Length)].Key : $"k{i}";
            var at = Array.FindIndex(plain, entry => entry.Key == key);
            KeyValuePair<string, int>[] grown = at < 0 ? [.. plain.TakeLast(Limit - 1), KeyValuePair.Create(key, i)] : [.. plain[..at], KeyValuePair.Create(key, i), .. plain[(at + 1)..]];
            known.Add((window.Add(key, i, Limit), grown));
        }

        foreach (var (window, plain) in known) window.Entries.ShouldBe(plain);
    }

    [Fact]
    public void Grown_on_two_threads_at_once_becomes_two()
    {
        var trunk = Enumerable.Range(0, 100).Aggregate(Run<int>.Empty, static (run, i) => run.Add(i));
        var branches = new Run<int>[2];

        for (var round = 0; round < 200; round++)
        {
            Parallel.For(0, 2, branch => branches[branch] = Enumerable.Range(0, 60).Aggregate(trunk, (run, i) => run.Add((1_000 * (branch + 1)) + i)));

            for (var branch = 0; branch < 2; branch++)
                branches[branch].ShouldBe(Enumerable.Range(0, 100).Concat(Enumerable.Range(1_000 * (branch + 1), 60)));
            trunk = Enumerable.Range(0, 100).Aggregate(Run<int>.Empty, static (run, i) => run.Add(i));
        }
    }

    [Fact]
    public void Is_the_same_after_a_restart()
    {
        var window = Enumerable.Range(0, 400).Aggregate(Window<OrderId, int>.Empty, static (window, i) => window.Add(new OrderId($"a-{i}"), i, Limit));

        var read = JsonSerializer.Deserialize<Window<OrderId, int>>(JsonSerializer.Serialize(window, DomainJson.Options), DomainJson.Options)!;

        read.Entries.ShouldBe(window.Entries);
        read.TryGet(new OrderId("a-399"), out var value).ShouldBeTrue();
        value.ShouldBe(399);
        read.TryGet(new OrderId("a-99"), out _).ShouldBeFalse();
    }
}
