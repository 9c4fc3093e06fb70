namespace Portcullis.Bots.Replay;

/// <summary>A row that was left out, and why.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Line">From 1; the header is line 1.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record RowProblem(string File, int Line, string Reason)
{
    public override string ToString() => $"{File}({Line}): {Reason}";
}

/// <summary>What went wrong while reading: all is counted, the first of it is described.</summary>
public sealed class RowProblems
{
    private readonly List<RowProblem> _described = [];

    public long Count { get; private set; }

    public IReadOnlyList<RowProblem> Described => _described;

    public void Add(string file, int line, string reason)
    {
        Count++;
        if (_described.Count < Limits.ProblemsDescribed)
            _described.Add(new RowProblem(Path.GetFileName(file), line, reason));
    }
}
