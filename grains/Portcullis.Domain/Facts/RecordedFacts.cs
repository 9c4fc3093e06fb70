namespace Portcullis.Domain.Facts;

/// <summary>The facts that a decision read.</summary>
/// <param name="Values">The facts. What <paramref name="Recorder"/> does not record nobody read.</param>
/// <param name="Recorder">Says which of them the journal keeps.</param>
public sealed record RecordedFacts(DecisionFacts Values, FactRecorder Recorder)
{
    public static readonly RecordedFacts None = new(new DecisionFacts(), FactRecorder.Everything);
}
