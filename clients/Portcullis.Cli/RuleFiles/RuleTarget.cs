using System.Collections.Immutable;
using Portcullis.Domain.Profiles;
using Portcullis.Rules;
using Portcullis.Rules.Files;
using Portcullis.Rules.Parameters;

namespace Portcullis.Cli.RuleFiles;

/// <summary>Rule files that are one rule set, and the parameters it is made with.</summary>
/// <param name="IsMonitor">A profile's monitoring rules, which see no order.</param>
internal sealed record RuleTarget(string Name, ImmutableArray<string> Files, IReadOnlyDictionary<string, object>? Parameters, bool IsMonitor)
{
    /// <summary>What keeps the target from being loaded at all.</summary>
    public ImmutableArray<Diagnostic> Faults { get; init; } = [];

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
            ? Directory.EnumerateFiles(path, "*" + ProfileFile.FileNameEnd, SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            : path.EndsWith(ProfileFile.FileNameEnd, StringComparison.OrdinalIgnoreCase) ? [path] : (IEnumerable<string>)[]).SelectMany(OfProfile).ToImmutableArray();
        var used = profiles.SelectMany(target => target.Files).Select(Path.GetFullPath).ToHashSet(StringComparer.Ordinal);
        var named = RuleFolder.Find(paths.Where(path => !path.EndsWith(ProfileFile.FileNameEnd, StringComparison.OrdinalIgnoreCase)))
            .Where(file => paths.Contains(file) || !used.Contains(Path.GetFullPath(file))).ToImmutableArray();
        return named.IsEmpty ? profiles : [new(string.Join(", ", paths), named, parameters, IsMonitor: false), .. profiles];
    }

    /// <summary>A sheet's values for one of its profiles.</summary>
    public static IReadOnlyDictionary<string, object> FromSheet(ParameterSheet sheet, string? profile) =>
        sheet.For(profile ?? throw new UsageException($"--profile NAME is needed; the sheet has {string.Join(", ", sheet.Profiles)}."))
        ?? throw new UsageException($"The sheet has no profile '{profile}'; it has {string.Join(", ", sheet.Profiles)}.");

    private static IEnumerable<RuleTarget> OfProfile(string path)
    {
        var found = new List<Diagnostic>();
        if (RuleFolder.Read([path], found) is not [var text] || ProfileFile.Read(text, found) is not { } profile) return [new(path, [], null, IsMonitor: false) { Faults = [.. found] }];
        var orders = Of(profile.OrderRules);
        var monitor = Of(profile.MonitorRules);
        var unused = profile.Unused(path, orders.Concat(monitor)).ToImmutableArray();
        return [Target("orderRules", orders, isMonitor: false) with { Faults = [.. found, .. unused] }, Target("monitorRules", monitor, isMonitor: true)];

        ImmutableArray<RuleFile> Of(IReadOnlyList<string> names) => RuleFolder.Read(names.Select(name => Beside(path, name)), found);

        RuleTarget Target(string member, ImmutableArray<RuleFile> files, bool isMonitor) =>
            new($"{path} {member}", [.. files.Select(file => file.Path)], profile.ParametersOf(files), isMonitor);
    }

    /// <summary>A profile names its rule files from the packs' folder, which is one above its own or higher.</summary>
    private static string Beside(string profile, string name)
    {
        for (var folder = Path.GetDirectoryName(Path.GetFullPath(profile)); folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, name)))
                return Path.GetRelativePath(Directory.GetCurrentDirectory(), Path.Combine(folder, name));
        throw new UsageException($"{profile}: the rule file {name} is in no folder above it.");
    }
}
