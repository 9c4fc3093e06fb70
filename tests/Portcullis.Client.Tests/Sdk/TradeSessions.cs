using Grpc.Core;
using Portcullis.Client.Tests.Fake;

namespace Portcullis.Client.Tests.Sdk;

public sealed class TradeSessions : IAsyncLifetime
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
    public async Task Many_requests_at_once_each_get_their_own_answer()
    {
        await using var session = Open();

        var decisions = await Task.WhenAll(Enumerable.Range(1, 200).Select(i => session.SubmitAsync(Orders.Buy($"b-{i}", (i % 10) + 1), Cancellation)));

        decisions.Select(decision => decision.ClientOrderId).ShouldBe(Enumerable.Range(1, 200).Select(i => $"b-{i}"));
        decisions.Select(decision => decision.ApprovedQuantity).ShouldBe(Enumerable.Range(1, 200).Select(i => (decimal)((i % 10) + 1)));
    }

    [Fact]
    public async Task Requests_without_an_answer_are_asked_again_after_the_connection_broke()
    {
        await using var session = Open();
        _gateway.Gate = new TaskCompletionSource();
        _gateway.TradeBreaksAfter = 3;

        var decisions = await Task.WhenAll(Enumerable.Range(1, 3).Select(i => session.SubmitAsync(Orders.Buy($"b-{i}"), Cancellation)));

        decisions.ShouldAllBe(decision => decision.Duplicate);
        decisions.Select(decision => decision.OrderId).Distinct().Count().ShouldBe(3);
        _gateway.Book.Asked.ShouldBe(6);
        session.Reconnects.ShouldBe(1);
    }

    [Fact]
    public async Task Updates_go_on_after_a_broken_connection_without_a_gap_and_without_a_repeat()
    {
        _gateway.Book.Execute("before");
        await using var session = Open(updatesAfter: 0);
        await using var updates = session.UpdatesAsync(Cancellation).GetAsyncEnumerator(Cancellation);

        var seen = new List<long>();
        for (var round = 0; round < 3; round++)
        {
            _gateway.Book.Execute($"round-{round}");
            while (seen.Count < round + 2)
            {
                (await updates.MoveNextAsync()).ShouldBeTrue();
                seen.Add(updates.Current.Version);
            }

            // The break is provoked by a rejection, which leaves no execution behind.
            _gateway.TradeBreaksAfter = 1;
            await session.SubmitAsync(Orders.Buy($"break-{round}", 500m), Cancellation);
        }

        session.Reconnects.ShouldBe(3);
        seen.ShouldBe(seen.Order().Distinct());
        session.LastVersion.ShouldBe(seen[^1]);
    }

    [Fact]
    public async Task From_now_leaves_out_what_was_before()
    {
        _gateway.Book.Execute("before");
        await using var session = Open();
        await session.SubmitAsync(Orders.Buy("b-1"), Cancellation);
        var expected = _gateway.Book.Execute("after");

        await foreach (var update in session.UpdatesAsync(Cancellation))
        {
            update.Version.ShouldBe(expected.Version);
            update.Price.ShouldBe(4512.25m);
            break;
        }
    }

    [Fact]
    public async Task A_request_that_fails_leaves_the_session_running()
    {
        await using var session = Open();

        var failure = await Should.ThrowAsync<NotFoundException>(() => session.SubmitAsync(Orders.Buy("b-1") with { AccountId = "nobody" }, Cancellation));
        var decision = await session.SubmitAsync(Orders.Buy("b-2"), Cancellation);

        failure.FieldViolations.Single().Field.ShouldBe("account_id");
        decision.IsApproved.ShouldBeTrue();
        session.Reconnects.ShouldBe(0);
    }

    [Fact]
    public async Task A_refused_key_closes_the_session_and_fails_its_requests()
    {
        using var stranger = _gateway.Connect(options => options with { ApiKey = "another" });
        await using var session = stranger.OpenTradeSession(new TradeSessionOptions { AccountId = Book.Account, UpdatesAfter = null });

        await Should.ThrowAsync<AccessDeniedException>(() => session.SubmitAsync(Orders.Buy("b-1"), Cancellation));

        session.State.ShouldBe(TradeSessionState.Closed);
    }

    [Fact]
    public async Task Requests_made_before_there_is_a_connection_are_kept_for_it()
    {
        _gateway.Fail(Failures.Unavailable(), Failures.Unavailable());
        var states = new List<TradeSessionState>();
        await using var session = _client.OpenTradeSession(new TradeSessionOptions { AccountId = Book.Account, UpdatesAfter = null, StateChanged = states.Add });

        (await session.SubmitAsync(Orders.Buy("b-1"), Cancellation)).IsApproved.ShouldBeTrue();

        session.Reconnects.ShouldBe(2);
        states[^1].ShouldBe(TradeSessionState.Connected);
        session.State.ShouldBe(TradeSessionState.Connected);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_in_time_leaves_the_outcome_open()
    {
        using var hasty = _gateway.Connect(options => options with { Timeout = TimeSpan.FromMilliseconds(50) });
        await using var session = hasty.OpenTradeSession(new TradeSessionOptions { AccountId = Book.Account, UpdatesAfter = null });
        _gateway.Gate = new TaskCompletionSource();

        var failure = await Should.ThrowAsync<AnswerTimeoutException>(() => session.SubmitAsync(Orders.Buy("b-1"), Cancellation));

        failure.Status.ShouldBe(StatusCode.DeadlineExceeded);
    }

    [Fact]
    public async Task Closing_fails_what_waits_and_ends_the_updates()
    {
        _gateway.Gate = new TaskCompletionSource();
        var session = Open();
        var asking = session.SubmitAsync(Orders.Buy("b-1"), Cancellation);

        await session.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => asking);
        (await session.UpdatesAsync(Cancellation).ToListAsync(Cancellation)).ShouldBeEmpty();
    }

    private TradeSession Open(long? updatesAfter = -1) =>
        _client.OpenTradeSession(new TradeSessionOptions { AccountId = Book.Account, UpdatesAfter = updatesAfter });
}
