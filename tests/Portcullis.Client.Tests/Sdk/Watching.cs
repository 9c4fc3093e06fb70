using Portcullis.Client.Tests.Fake;

namespace Portcullis.Client.Tests.Sdk;

public sealed class Watching : IAsyncLifetime
{
    private FakeGateway _gateway = null!;
    private PortcullisClient _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _gateway = await FakeGateway.StartAsync();
        _client = _gateway.Connect(options => options with { TimeProvider = new RecordingTime(), Timeout = Timeout.InfiniteTimeSpan });
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task Executions_come_once_each_however_often_the_stream_breaks()
    {
        for (var i = 0; i < 7; i++)
            _gateway.Book.Execute($"b-{i}");

        var versions = await _client.Executions.WatchAsync(Book.Account, 0, Cancellation).Take(7).Select(execution => execution.Version).ToListAsync(Cancellation);

        versions.ShouldBe([1, 2, 3, 4, 5, 6, 7]);
    }

    [Fact]
    public async Task A_subscription_to_the_journal_goes_on_after_the_last_position()
    {
        var positions = await _client.Journal.SubscribeAsync(cancellation: Cancellation).Take(5).Select(recorded => recorded.Position).ToListAsync(Cancellation);

        positions.ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public async Task An_account_is_shown_once_for_each_version()
    {
        var versions = new List<long>();
        await foreach (var account in _client.Accounts.WatchAsync(Book.Account, Cancellation))
        {
            versions.Add(account.Version);
            account.SessionDate.ShouldBe(new DateOnly(2025, 3, 5));
            if (versions.Count == 5)
                break;
            _gateway.Book.Execute("next");
        }

        versions.ShouldBe([0, 1, 2, 3, 4]);
    }

    [Fact]
    public async Task A_watch_of_the_market_comes_back_after_each_end()
    {
        var views = await _client.MarketData.WatchAsync(["ESZ13"], Cancellation).Take(3).ToListAsync(Cancellation);

        views.ShouldAllBe(view => view.Bid == 1775.25m && view.Last == null);
    }

    [Fact]
    public async Task A_watch_that_is_refused_ends_with_the_reason()
    {
        using var stranger = _gateway.Connect(options => options with { ApiKey = "another" });

        await Should.ThrowAsync<AccessDeniedException>(async () => await stranger.Executions.WatchAsync(Book.Account, 0, Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task A_defect_of_the_server_is_not_retried_for_ever()
    {
        _gateway.Fail(Enumerable.Repeat(new InvalidOperationException("a defect"), 100));

        var failure = await Should.ThrowAsync<PortcullisException>(async () => await _client.Executions.WatchAsync(Book.Account, 0, Cancellation).ToListAsync(Cancellation));

        failure.Status.ShouldBe(Grpc.Core.StatusCode.Unknown);
        _gateway.Calls.Count.ShouldBe(RetryPolicy.Calls.MaxAttempts);
    }

    [Fact]
    public async Task A_watch_ends_when_it_is_cancelled()
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        _gateway.Book.Execute("b-1");

        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in _client.Executions.WatchAsync(Book.Account, 0, ending.Token))
                await ending.CancelAsync();
        });
    }

    [Fact]
    public async Task Reading_the_journal_ends_at_its_head()
    {
        var events = await _client.Journal.ReadAsync(afterPosition: 3, cancellation: Cancellation).ToListAsync(Cancellation);

        events.Select(recorded => recorded.Position).ShouldBe([4, 5, 6]);
        events[0].Json.ShouldBe("""{"verdict":"Approved"}""");
    }
}
