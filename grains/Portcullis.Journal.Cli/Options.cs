using System.CommandLine;
using Portcullis.Journal.Archives;

namespace Portcullis.Journal.Cli;

/// <summary>What several commands take.</summary>
internal static class Options
{
    public static Option<string?> Database() => new("--database") { Description = "The database, in Npgsql's form: Host=...;Database=...;Username=..." };

    public static Option<string> Schema() => new("--schema") { Description = "The journal's schema in it.", DefaultValueFactory = _ => "public" };

    public static Option<long> From() => new("--from") { Description = "Position to begin at.", DefaultValueFactory = _ => 1 };

    public static Option<long?> To() => new("--to") { Description = "Position to end at. Default the head." };

    /// <summary>What was asked for by --from and --to.</summary>
    /// <exception cref="ArgumentException">The range holds nothing: an answer about nothing would read like one about everything.</exception>
    public static (long From, long? To) Range(ParseResult parsed, Option<long> from, Option<long?> to)
    {
        var (first, last) = (parsed.GetValue(from), parsed.GetValue(to));
        return first < 1 || last < first ? throw new ArgumentException("--from wants a position from 1 on, and --to one that is not before it.") : (first, last);
    }

    public static Option<string?> Archives() => new("--archives") { Description = "The folder of archives that archive wrote: what has left the tables is read from there." };

    public static ArchiveFolder? Folder(string? path) => path is null ? null : new ArchiveFolder(path);

    public static Option<string?> Checkpoints() => new("--checkpoints") { Description = "The folder of signed checkpoints and their keys." };
}
