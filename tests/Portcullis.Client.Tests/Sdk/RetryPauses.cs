namespace Portcullis.Client.Tests.Sdk;

public sealed class RetryPauses
{
    [Fact]
    public void Pauses_double_up_to_the_longest()
    {
        var policy = new RetryPolicy { Jitter = 0, InitialBackoff = TimeSpan.FromMilliseconds(100), MaxBackoff = TimeSpan.FromSeconds(1) };

        Enumerable.Range(1, 6).Select(failures => policy.PauseAfter(failures, null).TotalMilliseconds).ShouldBe([100, 200, 400, 800, 1_000, 1_000]);
        policy.PauseAfter(int.MaxValue, null).ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Jitter_spreads_a_pause_by_its_share_to_both_sides()
    {
        var policy = new RetryPolicy { Jitter = 0.25, InitialBackoff = TimeSpan.FromSeconds(1) };

        var pauses = Enumerable.Range(0, 1_000).Select(_ => policy.PauseAfter(1, null).TotalSeconds).ToList();

        pauses.ShouldAllBe(pause => pause >= 0.75 && pause <= 1.25);
        pauses.Max().ShouldBeGreaterThan(1.1);
        pauses.Min().ShouldBeLessThan(0.9);
    }
}
