using Portcullis.Domain.Accounts;
using Portcullis.Journal;

namespace Portcullis.Grains;

/// <summary>
/// How turns are taken, and taken again. What the journal refuses is decided anew all at once, in the order in which the account took it in and before
/// anything that came later, by whoever needs the account next: clients that did not wait for one answer before the next question rely on that order.
/// </summary>
public sealed partial class AccountGrain
{
    // As many as there are callers waiting, and those of the last moments.
    private readonly Queue<Turn> _inFlight = new();

    private async Task<IReadOnlyList<Turn>> TurnsAsync(IReadOnlyList<(AccountCommand Command, string? Key)> commands, CancellationToken cancellationToken)
    {
        var turns = new List<Turn>(commands.Count);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _used = true;
            if (commands is [(RearmAccount, _)]) Volatile.Write(ref _unreadable, null);
            await LoadIfStaleAsync(cancellationToken);
            while (_inFlight.TryPeek(out var oldest) && oldest.IsOver) _inFlight.Dequeue();
            foreach (var (command, key) in commands)
            {
                var turn = new Turn(command, key, turns.LastOrDefault(), Take(command, key));
                _inFlight.Enqueue(turn);
                turns.Add(turn);
            }
        }
        catch (AccountQuarantinedException e)
        {
            foreach (var (command, key) in commands) turns.Add(new Turn(command, key, null, Refused(e)));
        }
        catch
        {
            foreach (var turn in turns) turn.IsGivenUp = true;
            throw;
        }
        finally
        {
            _turn.Release();
        }

        return turns;
    }

    private async Task<Outcome> AnswerAsync(Turn turn, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var taken = turn.Taken;
                switch (await taken.Settled.WaitAsync(cancellationToken))
                {
                    case null or AppendResult.Accepted:
                        return taken.Outcome;
                    case AppendResult.KeyTaken before when taken.IsKeyed:
                        return Answered(await ReadAsync(before.Version, cancellationToken), turn.Command, before.Version);
                }

                if (ReferenceEquals(turn.Taken, taken)) await TakeAgainAsync(turn, taken, cancellationToken);
            }
        }
        catch
        {
            turn.IsGivenUp = true;
            throw;
        }
    }

    private async Task TakeAgainAsync(Turn turn, Taken refused, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (ReferenceEquals(turn.Taken, refused)) await LoadIfStaleAsync(cancellationToken);
        }
        catch (AccountQuarantinedException e)
        {
            turn.Taken = Refused(e);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>What is in flight and has to be decided anew, in its order; the controls that refused it are read.</summary>
    private async Task<IReadOnlyList<Turn>> RefusedAsync(CancellationToken cancellationToken)
    {
        var refused = new List<Turn>();
        foreach (var turn in _inFlight)
        {
            // Behind one that was refused all others have their answer soon. One that nobody knows the outcome of is its caller's to ask for again.
            var settled = await Task.WhenAny(turn.Taken.Settled).WaitAsync(cancellationToken);
            if (turn.IsOver) continue;
            if (await settled is AppendResult.ControlMoved moved) await controls.CatchUpAsync(moved.Actual, cancellationToken);
            refused.Add(turn);
        }

        return refused;
    }

    private void TakeAgain(IReadOnlyList<Turn> refused)
    {
        _inFlight.Clear();
        foreach (var turn in refused.Where(turn => !turn.IsGivenUp))
        {
            try
            {
                if (turn.IsBehindALostOne) throw new JournalUnavailableException("What came before it from its source was not recorded; try again.");
                if (turn.Turns == Limits.Attempts) throw new JournalUnavailableException($"Account {id} lost {Limits.Attempts} races in a row to other nodes; try again.");
                turn.Turns++;
                turn.Taken = Take(turn.Command, turn.Key);
            }
#pragma warning disable CA1031 // Whatever it is, it is for the one who asked, not for the one whose turn it is now.
            catch (Exception e)
            {
                turn.Taken = turn.Taken with { Settled = Task.FromException<AppendResult?>(e) };
            }
#pragma warning restore CA1031

            _inFlight.Enqueue(turn);
        }
    }

    private static Taken Refused(AccountQuarantinedException e) => new(
        Outcome.Refuse(RefusalCode.AccountQuarantined, $"{e.Message}. Nothing is decided for it until an operator resumes it."), NothingPending, false);

    /// <summary>What a turn came to: its outcome, what the answer must wait for, and whether its append carries a key.</summary>
    private sealed record Taken(Outcome Outcome, Task<AppendResult?> Settled, bool IsKeyed);

    /// <summary>A command that somebody waits for, and what its latest turn came to. Changed under the turn's lock alone.</summary>
    /// <param name="before">The command of the same source that must be recorded before this one.</param>
    private sealed class Turn(AccountCommand command, string? key, Turn? before, Taken taken)
    {
        private volatile Taken _taken = taken;
        private volatile bool _isGivenUp;

        public AccountCommand Command => command;

        public string? Key => key;

        /// <summary>How often it was decided.</summary>
        public int Turns { get; set; } = 1;

        public Taken Taken
        {
            get => _taken;
            set => _taken = value;
        }

        /// <summary>Nobody waits for it any more: it is not decided again.</summary>
        public bool IsGivenUp
        {
            get => _isGivenUp;
            set => _isGivenUp = value;
        }

        /// <summary>Its caller has all that it needs.</summary>
        public bool IsOver => IsGivenUp || (Taken is var taken && taken.Settled is { IsCompleted: true } settled && (settled.IsFaulted || settled.Result switch
        {
            null or AppendResult.Accepted => true,
            AppendResult.KeyTaken => taken.IsKeyed,
            _ => false,
        }));

        /// <summary>What came before it from its source will not be recorded before it.</summary>
        public bool IsBehindALostOne => before is { IsGivenUp: true } or { Taken.Settled.IsFaulted: true };
    }
}
