using System.Collections.Concurrent;
using Portcullis.Domain;
using Portcullis.Domain.Accounts;
using Portcullis.Domain.Orders;
using Portcullis.Gateway.Hosting;
using Portcullis.Grains;
using Portcullis.Journal;

namespace Portcullis.Gateway.Accounts;

/// <summary>
/// Carries out what was decided and may not have been carried out: by a node that died, or one that failed or is slow. Done by the node that holds the
/// outbox lock alone, for all accounts of the shard. Which accounts may need it is found in the journal, from the mark that the holder before has left:
/// every account with an intent since then, and those that worked or held anything, so that a dead node's positions are watched over too.
/// </summary>
public sealed partial class Resumption(OutboxLock outbox, AccountDirectory accounts, ControlGrain controls, BrokerTable brokers, BrokerEffects effects, JournalBell bell, ILogger<Resumption> log)
{
    /// <summary>An effect that is under way this long is taken to be left undone.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private const int AccountsAtOnce = 16;

    private static readonly string[] Intents = [EventCatalog.NameOf<OrderDecided>(), EventCatalog.NameOf<ExitOrdered>(), EventCatalog.NameOf<CancelRequested>()];

    private readonly ConcurrentDictionary<AccountId, Watch> _watched = [];
    private long _epoch;
    private long _position;
    private long _fencedVersion;
    private bool _isTakingOver;

    /// <summary>One beat. Without effect where another node holds the lock.</summary>
    public async Task BeatAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var epoch = outbox.Epoch;
        if (epoch == 0) return;
        try
        {
            if (epoch != _epoch) await TakeOverAsync(epoch, cancellationToken);
            if (epoch != _epoch || !await FindAsync(cancellationToken)) return;
            // From here on what is in memory is no older than what was found.
            await bell.ReachedAsync(_position, cancellationToken);
            await FenceAsync(cancellationToken);
            var look = new ParallelOptions { MaxDegreeOfParallelism = AccountsAtOnce, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(_watched, look, (watched, ct) => LookAsync(watched.Key, watched.Value, now, ct));
            await outbox.WriteMarkAsync(new OutboxMark(_position, [.. _watched.Keys.Order().Select(Streams.Of)]), cancellationToken);
        }
        catch (JournalUnavailableException)
        {
            // Said once by the journal's health; the next beat tries again.
        }
#pragma warning disable CA1031 // Whatever a broker's adapter throws: the next beat tries again.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogBeat(log, e);
        }
#pragma warning restore CA1031
    }

    private async Task TakeOverAsync(long epoch, CancellationToken cancellationToken)
    {
        if (await outbox.ReadMarkAsync(cancellationToken) is not { } mark) return;
        // A halt whose node died before it had raised the fences must stand before anything is sent late.
        await controls.CatchUpAsync(long.MaxValue, cancellationToken);
        _watched.Clear();
        foreach (var stream in mark.Streams)
            if (Streams.AccountOf(stream) is { } id) _watched[id] = new Watch { MustReconcile = true };
        (_epoch, _position, _fencedVersion, _isTakingOver) = (epoch, mark.Position, 0, true);
    }

    private async Task<bool> FindAsync(CancellationToken cancellationToken)
    {
        while (await outbox.LookAsync(_position, Intents, cancellationToken) is { } stretch)
        {
            foreach (var stream in stretch.Streams)
            {
                if (Streams.AccountOf(stream) is not { } id) continue;
                var watch = _watched.GetOrAdd(id, static _ => new Watch());
                watch.HasNews = true;
                watch.MustReconcile |= _isTakingOver;
            }

            _position = stretch.Position;
            if (!stretch.IsLast) continue;
            _isTakingOver = false;
            return true;
        }

        return false;
    }

    private async Task FenceAsync(CancellationToken cancellationToken)
    {
        var state = controls.Current;
        if (state.Version == _fencedVersion) return;
        foreach (var control in state.Controls.Values) await brokers.FenceAsync(control.Scope, control.Version, cancellationToken);
        _fencedVersion = state.Version;
    }

    private async ValueTask LookAsync(AccountId id, Watch watch, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var grain = accounts.Get(id);
        try
        {
            // Memory may be ahead of the journal: only what is durable says that nothing is under way.
            var state = watch.HasNews || IsAtRest(grain.Current) ? await grain.GetAsync(cancellationToken) : grain.Current;
            watch.HasNews = false;
            if (IsAtRest(state)) _watched.TryRemove(id, out _);
            if (!watch.IsDue(state, now) && !watch.MustReconcile) return;
            await effects.ReconcileAsync(await grain.GetAsync(cancellationToken), cancellationToken);
            watch.MustReconcile = false;
        }
        catch (AccountQuarantinedException)
        {
            // Said when it was found; it stays watched until an operator has resumed it.
        }
        catch (Exception e) when (e is not (OperationCanceledException or JournalUnavailableException))
        {
            LogLook(log, id, e);
        }
    }

    private static bool IsAtRest(AccountState state) =>
        state.Orders.IsEmpty && state.Flattening.IsEmpty && state.Positions.Values.All(position => position.Quantity == 0m);

    [LoggerMessage(Level = LogLevel.Error, Message = "Resuming what was left undone has failed; the next beat tries again")]
    private static partial void LogBeat(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "What account {Account} has under way could not be resumed; the next beat tries again")]
    private static partial void LogLook(ILogger logger, AccountId account, Exception exception);

    /// <summary>What an account has under way, and since when this node knows it.</summary>
    private sealed class Watch
    {
        private Dictionary<(OrderId Order, string Intent), DateTimeOffset> _since = [];

        public bool HasNews { get; set; }

        /// <summary>Nobody knows what the holder before has done of it, nor what it has heard.</summary>
        public bool MustReconcile { get; set; }

        /// <summary>Whether something has been under way for too long. Said once, and again when as much time has passed.</summary>
        public bool IsDue(AccountState state, DateTimeOffset now)
        {
            _since = UnderWay(state.Orders.Values).ToDictionary(effect => effect, effect => _since.GetValueOrDefault(effect, now));
            var due = _since.Values.Any(since => now - since >= Grace);
            if (due) foreach (var effect in _since.Keys) _since[effect] = now;
            return due;
        }

        private static IEnumerable<(OrderId, string)> UnderWay(IEnumerable<WorkingOrder> orders)
        {
            foreach (var order in orders)
            {
                if (order.Status == OrderStatus.Approved) yield return (order.Id, "send");
                if (order.Pending is not null) yield return (order.Id, "replace");
                if (order.CancelRequested) yield return (order.Id, "cancel");
            }
        }
    }
}
