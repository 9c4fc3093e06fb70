namespace Portcullis.Journal.Privacy;

/// <summary>The vault without a disk.</summary>
public sealed class InMemorySubjectVault : ISubjectVault
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, byte[]?> _keys = new(StringComparer.Ordinal);

    internal bool IsAvailable { get; set; } = true;

    public Task<string> SealAsync(string subject, string text, CancellationToken ct = default)
    {
        lock (_lock)
        {
            ThrowIfAway();
            if (!_keys.TryGetValue(subject, out var key))
                _keys[subject] = key = VaultKey.NewSubjectKey();
            return key is null ? throw new SubjectErasedException(subject) : Task.FromResult(SealedText.Seal(key, subject, text));
        }
    }

    public Task<IReadOnlyList<string?>> OpenAsync(IReadOnlyList<SealedText> texts, CancellationToken ct = default)
    {
        lock (_lock)
        {
            ThrowIfAway();
            return Task.FromResult<IReadOnlyList<string?>>([.. texts.Select(text => _keys.GetValueOrDefault(text.Subject) is { } key ? text.Open(key) : null)]);
        }
    }

    public Task EraseAsync(IReadOnlyCollection<string> subjects, CancellationToken ct = default)
    {
        lock (_lock)
        {
            ThrowIfAway();
            foreach (var subject in subjects)
                _keys[subject] = null;
        }

        return Task.CompletedTask;
    }

    private void ThrowIfAway()
    {
        if (!IsAvailable)
            throw new JournalUnavailableException("The journal was made unavailable.");
    }
}
