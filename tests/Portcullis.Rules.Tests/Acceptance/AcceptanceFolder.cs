using System.Text.Json;

namespace Portcullis.Rules.Tests.Acceptance;

/// <summary>The recorded suite: named by PORTCULLIS_RULES_ACCEPTANCE, or beside the repository.</summary>
internal static class AcceptanceFolder
{
    public const string Variable = "PORTCULLIS_RULES_ACCEPTANCE";

    public static string? Path { get; } = Find();

    public static JsonElement Json(params string[] parts)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(System.IO.Path.Combine([Path!, .. parts])));
        return document.RootElement.Clone();
    }

    public static bool Has(params string[] parts) => File.Exists(System.IO.Path.Combine([Path!, .. parts]));

    /// <summary>The cases in the order of the index; without one, each folder that holds a case, to be matched.</summary>
    public static IEnumerable<AcceptanceCase> Cases() => Has("index.json")
        ? Json("index.json").EnumerateArray().Select(entry => new AcceptanceCase(
            Text(entry, "id") ?? "", Text(entry, "dir") ?? System.IO.Path.Combine("cases", Text(entry, "id") ?? ""), Text(entry, "policy") ?? "match", Tags(entry)))
        : Directory.EnumerateFiles(Path!, "case.json", SearchOption.AllDirectories).Select(file => System.IO.Path.GetRelativePath(Path!, System.IO.Path.GetDirectoryName(file)!))
            .Order(StringComparer.Ordinal)
            .Select(folder => new AcceptanceCase(System.IO.Path.GetFileName(folder), folder, "match", Tags(Json(folder, "case.json"))));

    private static string? Text(JsonElement element, string member) => element.TryGetProperty(member, out var value) ? value.GetString() : null;

    private static string[] Tags(JsonElement element) =>
        element.TryGetProperty("tags", out var tags) ? [.. tags.EnumerateArray().Select(tag => tag.GetString()!)] : [];

    /// <summary>Skips the test by name where there is no suite.</summary>
    public static void Need() => Assert.SkipWhen(Path is null, $"No acceptance suite: set {Variable} to its folder");

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
            return Directory.Exists(named) ? named : throw new DirectoryNotFoundException($"{Variable} names {named}, which does not exist");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Gateway.sln")))
            {
                var beside = System.IO.Path.Combine(folder.FullName, "..", "shared", "acceptance", "rules");
                return Directory.Exists(beside) ? System.IO.Path.GetFullPath(beside) : null;
            }
        return null;
    }
}
