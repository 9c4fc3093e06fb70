namespace Portcullis.Journal.Benchmarks;

/// <summary>How long each turn takes, how many turns, where the database lies, and where PostgreSQL's programs are.</summary>
internal sealed record Settings(TimeSpan Turn, int Repeats, string Folder, string Programs)
{
    public string Program(string name) => Path.Combine(Programs, name);
}
