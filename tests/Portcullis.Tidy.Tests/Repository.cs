using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Portcullis.Tidy.Tests;

/// <summary>The source tree as it lies on disk.</summary>
internal static class Repository
{
    private static readonly string[] Made = ["bin", "obj", "node_modules", ".git", "artifacts"];

    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));

    private static string Here([CallerFilePath] string path = "") => path;

    /// <summary>Every project: its name, and the names of the projects it refers to.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Projects { get; } = Files("*.csproj").ToDictionary(
        path => Path.GetFileNameWithoutExtension(path),
        path => (IReadOnlyList<string>)[.. XDocument.Load(path).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')))]);

    public static IEnumerable<string> Files(string pattern, params string[] under) =>
        (under.Length == 0 ? [Root] : under.Select(folder => Path.Combine(Root, folder)))
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories))
        .Where(path => !Relative(path).Split('/').Any(Made.Contains))
        .Order(StringComparer.Ordinal);

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');
}
