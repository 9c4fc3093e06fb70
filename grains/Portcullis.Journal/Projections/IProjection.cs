using Npgsql;

namespace Portcullis.Journal.Projections;

/// <summary>A read model in the journal's database, folded from its events.</summary>
public interface IProjection
{
    /// <summary>Lower-case letters, digits and underscores, at most 24; with version and build it names the model's own schema.</summary>
    string Name { get; }

    /// <summary>
    /// Raised when the model changes: the new version is built from zero in a schema of its own while the old one serves,
    /// and readers move over once it has caught up.
    /// </summary>
    int Version { get; }

    /// <summary>The oldest version whose tables this program's readers understand: it serves until the new one has caught up. Default: this version alone.</summary>
    int ReadsFrom => Version;

    /// <summary>Makes the tables in the empty schema that is given.</summary>
    Task CreateAsync(NpgsqlConnection connection, string schema, CancellationToken ct);

    /// <summary>Folds events, in order and each once, inside the transaction that also moves the progress.</summary>
    /// <exception cref="PoisonEventException">An event can't be read: the same events come again without it, and it stands aside.</exception>
    Task ApplyAsync(NpgsqlConnection connection, string schema, IReadOnlyList<StoredEvent> events, CancellationToken ct);
}
