using Npgsql;

namespace Portcullis.Journal.Projections;

/// <summary>A read model in the journal's database, folded from its events.</summary>
public interface IProjection
{
    /// <summary>Letters, digits and underscores; with the version it names the model's own schema.</summary>
    string Name { get; }

    /// <summary>
    /// Raised when the model changes shape: the new version is built from zero in a schema of its own while the old one serves,
    /// and readers move over once it has caught up.
    /// </summary>
    int Version { get; }

    /// <summary>Makes the tables in the empty schema that is given.</summary>
    Task CreateAsync(NpgsqlConnection connection, string schema, CancellationToken ct);

    /// <summary>Folds events, in order and each once, inside the transaction that also moves the progress.</summary>
    Task ApplyAsync(NpgsqlConnection connection, string schema, IReadOnlyList<StoredEvent> events, CancellationToken ct);
}
