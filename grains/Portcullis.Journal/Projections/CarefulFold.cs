using Npgsql;

namespace Portcullis.Journal.Projections;

/// <summary>
/// Folds a batch that has failed: what can't be folded is found, by its own confession or by halving, and the rest is folded without it. What fails
/// for another reason than an event's content fails here too.
/// </summary>
internal sealed class CarefulFold(IProjection projection, NpgsqlConnection connection, NpgsqlTransaction transaction, string schema)
{
    private const string Before = "before_piece";

    /// <summary>The server's words for a value that it can't take: data exceptions, integrity constraints, program limits. Of all else an event is innocent.</summary>
    private static readonly string[] OfContent = ["22", "23", "54"];

    public static bool IsOfAnEvent(Exception fault) =>
        fault is PoisonEventException || (fault is PostgresException { SqlState: { } state } && OfContent.Any(group => state.StartsWith(group, StringComparison.Ordinal)));

    /// <param name="events">Of a transaction that nothing has failed in.</param>
    /// <param name="allowed">How many may be set aside.</param>
    /// <returns>Those that were not folded, in order, with what was wrong with each.</returns>
    /// <exception cref="InvalidOperationException">There are more than may be set aside.</exception>
    public async Task<IReadOnlyList<(StoredEvent Event, string Error)>> FoldAsync(IReadOnlyList<StoredEvent> events, long allowed, CancellationToken ct)
    {
        var aside = new List<(StoredEvent Event, string Error)>();
        var pieces = new Stack<ArraySegment<StoredEvent>>([events.ToArray()]);
        while (pieces.TryPop(out var piece))
        {
            if (piece.Count == 0 || await TryAsync(piece, ct) is not { } fault)
                continue;
            var at = Culprit(piece, fault);
            if (at < 0)
            {
                pieces.Push(piece[(piece.Count / 2)..]);
                pieces.Push(piece[..(piece.Count / 2)]);
                continue;
            }

            if (aside.Count == allowed)
                throw new InvalidOperationException(FormattableString.Invariant($"More than {Limits.EventsAside:N0} events can't be folded, the last of them: {new PoisonEventException(piece[at], fault).Message}"), fault);
            aside.Add((piece[at], Words(fault)));
            pieces.Push(piece[(at + 1)..]);
            pieces.Push(piece[..at]);
        }

        return [.. aside.OrderBy(one => one.Event.Position)];
    }

    /// <returns>What an event has made it fail with; then it has done nothing.</returns>
    private async Task<Exception?> TryAsync(ArraySegment<StoredEvent> piece, CancellationToken ct)
    {
        await transaction.SaveAsync(Before, ct);
        try
        {
            await projection.ApplyAsync(connection, schema, piece, ct);
            await transaction.ReleaseAsync(Before, ct);
            return null;
        }
        catch (Exception fault) when (IsOfAnEvent(fault))
        {
            await transaction.RollbackAsync(Before, ct);
            await transaction.ReleaseAsync(Before, ct);
            return fault;
        }
    }

    /// <summary>Negative while it may be any of several.</summary>
    private static int Culprit(ArraySegment<StoredEvent> piece, Exception fault)
    {
        var named = fault is PoisonEventException poison ? piece.ToList().FindIndex(stored => stored.Position == poison.Position) : -1;
        return named < 0 && piece.Count == 1 ? 0 : named;
    }

    private static string Words(Exception fault)
    {
        var words = fault switch
        {
            PoisonEventException { InnerException: { } inner } => inner.Message,
            PostgresException refused => refused.MessageText,
            _ => fault.Message,
        };
        if (words.Length <= Limits.ErrorLength)
            return words;
        // Half of a character is none that the database takes.
        return words[..(char.IsHighSurrogate(words[Limits.ErrorLength - 1]) ? Limits.ErrorLength - 1 : Limits.ErrorLength)];
    }
}
