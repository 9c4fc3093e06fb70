namespace Portcullis.Journal.Tests;

/// <summary>Waits for what another process does, for as long as the test may run.</summary>
internal static class Wait
{
    public static async Task UntilAsync(Func<Task<bool>> holds, CancellationToken ct)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await holds())
            await tick.WaitForNextTickAsync(ct);
    }
}
