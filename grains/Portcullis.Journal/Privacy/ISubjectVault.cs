namespace Portcullis.Journal.Privacy;

/// <summary>Seals personal data before it enters an event, with a key of its own for each subject. Destroying that key makes every copy of what was sealed unreadable, and no hash changes.</summary>
public interface ISubjectVault
{
    /// <returns>What may enter an event: unreadable without the subject's key, which is made here where there is none yet.</returns>
    /// <exception cref="SubjectErasedException">Nothing may be written about this subject any more.</exception>
    /// <exception cref="JournalUnavailableException">The keys can't be reached.</exception>
    Task<string> SealAsync(string subject, string text, CancellationToken ct = default);

    /// <returns>The texts in the order asked; null where the subject was erased, or the text was not sealed for it.</returns>
    /// <exception cref="JournalUnavailableException">The keys can't be reached.</exception>
    Task<IReadOnlyList<string?>> OpenAsync(IReadOnlyList<SealedText> texts, CancellationToken ct = default);

    /// <summary>Destroys the subjects' keys, for ever. Afterwards none of them has a key, whether it had one before or not, and none gets one again.</summary>
    /// <exception cref="JournalUnavailableException">The keys can't be reached: ask again.</exception>
    Task EraseAsync(IReadOnlyCollection<string> subjects, CancellationToken ct = default);
}

/// <summary>Nothing may be written about a subject whose key was destroyed.</summary>
public sealed class SubjectErasedException(string subject) : InvalidOperationException($"The data of '{subject}' was erased.");
