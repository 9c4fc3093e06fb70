using System.Text.Json;
using Portcullis.Domain.Accounts;
using Shouldly;
using Xunit;

namespace Portcullis.Domain.Tests.Accounts;

public sealed class What_was_asked_is_counted
{
    private static readonly DateTimeOffset Morning = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);

    [Fact]
    public void As_a_plain_list_would_count_it()
    {
        var random = new Random(7);
        var (log, at) = (FlowLog.Empty, Morning);
        var plain = new List<FlowEntry>();
        for (var i = 0; i < 6_000; i++)
        {
            at += TimeSpan.FromMilliseconds(random.Next(0, i % 1_000 == 0 ? 90_000 : 60));
            var fingerprint = random.Next(3);
            log = log.Add(at, fingerprint);
            plain.Add(new FlowEntry(at, fingerprint));
            plain.RemoveAll(entry => entry.At <= at - Limits.FlowWindow);
            if (plain.Count > Limits.FlowEntries) plain.RemoveAt(0);

            log.Count.ShouldBe(plain.Count);
            var since = at - TimeSpan.FromMilliseconds(random.Next(70_000));
            log.CountSince(since).ShouldBe(plain.Count(entry => entry.At > since));
            log.CountSince(since, fingerprint).ShouldBe(plain.Count(entry => entry.At > since && entry.Fingerprint == fingerprint));
        }
    }

    [Fact]
    public void On_each_branch_by_itself()
    {
        var trunk = Enumerable.Range(0, 100).Aggregate(FlowLog.Empty, static (log, i) => log.Add(Morning.AddMilliseconds(i), i));
        var left = trunk.Add(Morning.AddSeconds(1), 1_000);
        var right = trunk.Add(Morning.AddSeconds(2), 2_000);

        (trunk.Count, left.Count, right.Count).ShouldBe((100, 101, 101));
        left[100].Fingerprint.ShouldBe(1_000);
        right[100].Fingerprint.ShouldBe(2_000);
        Enumerable.Range(0, 100).All(i => left[i].Fingerprint == i && right[i].Fingerprint == i).ShouldBeTrue();
    }

    [Fact]
    public void With_a_clock_that_was_set_back_at_the_last_time_before_it()
    {
        var log = FlowLog.Empty.Add(Morning, 1).Add(Morning.AddMinutes(-5), 2);

        log.Count.ShouldBe(2);
        log[1].At.ShouldBe(Morning);
    }

    [Fact]
    public void After_a_restart_as_before_it()
    {
        var log = Enumerable.Range(0, 300).Aggregate(FlowLog.Empty, static (log, i) => log.Add(Morning.AddMilliseconds(300 * i), i));

        var read = JsonSerializer.Deserialize<FlowLog>(JsonSerializer.Serialize(log, DomainJson.Options), DomainJson.Options)!;

        read.Count.ShouldBe(log.Count);
        Enumerable.Range(0, log.Count).All(i => read[i] == log[i]).ShouldBeTrue();
    }
}
