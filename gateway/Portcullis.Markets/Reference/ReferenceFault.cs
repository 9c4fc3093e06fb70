namespace Portcullis.Markets.Reference;

/// <summary>One thing wrong in a file: where (from 1), and what was expected there.</summary>
public readonly record struct ReferenceFault(string File, int Line, int Column, string Message)
{
    public override string ToString() => $"{File}({Line},{Column}): {Message}";
}

/// <summary>A reference file that cannot be used; names every fault found.</summary>
public sealed class ReferenceException(IReadOnlyList<ReferenceFault> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    public IReadOnlyList<ReferenceFault> Faults { get; } = faults;
}
