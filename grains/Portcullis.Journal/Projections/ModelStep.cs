namespace Portcullis.Journal.Projections;

/// <summary>What one step of a runner came to.</summary>
/// <param name="Applied">Events folded, in all builds together.</param>
/// <param name="Position">How far the build that is furthest behind has got.</param>
public sealed record ModelStep(int Applied, long Position);
