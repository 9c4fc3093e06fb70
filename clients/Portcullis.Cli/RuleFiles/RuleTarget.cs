using System.Collections.Immutable;
using System.Text.Json;
using Portcullis.Rules.Files;
using Portcullis.Rules.Parameters;

namespace Portcullis.Cli.RuleFiles;

/// <summary>Rule files that are one rule set, and the parameters it is made with.</summary>
/// <param name="IsMonitor">A profile's monitoring rules, which see no order.</param>
internal sealed record RuleTarget(string Name, ImmutableArray<string> Files, IReadOnlyDictionary<string, object>? Parameters, bool IsMonitor)
{
    private const string ProfileEnd = ".profile.json";
    private const string ParameterName = "Name";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip };

    /// <summary>
    /// What a list of files and folders names: each profile is two targets, its order rules and its monitoring rules with the profile's parameters;
    /// all rule files that no profile among them uses are one target together.
    /// </summary>
    /// <param name="parameters">Of the rule files that are named themselves.</param>
    public static ImmutableArray<RuleTarget> Find(IReadOnlyList<string> paths, IReadOnlyDictionary<string, object>? parameters)
    {
        foreach (var path in paths.Where(path => !File.Exists(path) && !Directory.Exists(path)))
            throw new UsageException($"{path}: there is no such file or folder.");
        var profiles = paths.SelectMany(path => Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*" + ProfileEnd, SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            : path.EndsWith(ProfileEnd, StringComparison.OrdinalIgnoreCase) ? [path] : (IEnumerable<string>)[]).SelectMany(OfProfile).ToImmutableArray();
        var used = profiles.SelectMany(target => target.Files).Select(Path.GetFullPath).ToHashSet(StringComparer.Ordinal);
        var named = RuleFolder.Find(paths.Where(path => !path.EndsWith(ProfileEnd, StringComparison.OrdinalIgnoreCase)))
            .Where(file => paths.Contains(file) || !used.Contains(Path.GetFullPath(file))).ToImmutableArray();
        return named.IsEmpty ? profiles : [new(string.Join(", ", paths), named, parameters, IsMonitor: false), .. profiles];
    }

    /// <summary>A sheet's values for one of its profiles.</summary>
    public static IReadOnlyDictionary<string, object> FromSheet(ParameterSheet sheet, string? profile) =>
        sheet.For(profile ?? throw new UsageException($"--profile NAME is needed; the sheet has {string.Join(", ", sheet.Profiles)}."))
        ?? throw new UsageException($"The sheet has no profile '{profile}'; it has {string.Join(", ", sheet.Profiles)}.");

    private static IEnumerable<RuleTarget> OfProfile(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path), Lenient);
        var root = document.RootElement;
        var given = root.TryGetProperty("parameters", out var values) ? values.EnumerateObject().ToDictionary(value => value.Name, value => Value(value.Value)) : [];
        foreach (var (member, isMonitor) in new[] { ("orderRules", false), ("monitorRules", true) })
            if (root.TryGetProperty(member, out var names))
            {
                var files = names.EnumerateArray().Select(name => Beside(path, name.GetString() ?? "")).ToImmutableArray();
                var declared = files.SelectMany(Declared).ToHashSet(StringComparer.Ordinal);
                yield return new($"{path} {member}", files, given.Where(value => declared.Contains(value.Key)).ToDictionary(), isMonitor);
            }
    }

    /// <summary>A profile names its rule files from the packs' folder, which is one above its own or higher.</summary>
    private static string Beside(string profile, string name)
    {
        for (var folder = Path.GetDirectoryName(Path.GetFullPath(profile)); folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, name)))
                return Path.GetRelativePath(Directory.GetCurrentDirectory(), Path.Combine(folder, name));
        throw new UsageException($"{profile}: the rule file {name} is in no folder above it.");
    }

    /// <summary>Only names: what is wrong with a file is said by the engine, with its place.</summary>
    private static IEnumerable<string> Declared(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            var workflows = document.RootElement.ValueKind == JsonValueKind.Array ? [.. document.RootElement.EnumerateArray()] : new[] { document.RootElement };
            return [.. workflows.SelectMany(workflow => workflow.GetProperty("GlobalParams").EnumerateArray()).Select(parameter => parameter.GetProperty(ParameterName).GetString() ?? "")];
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return [];
        }
    }

    private static object Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
        JsonValueKind.Number => value.GetDecimal(),
        _ => value.GetString() ?? "",
    };
}
