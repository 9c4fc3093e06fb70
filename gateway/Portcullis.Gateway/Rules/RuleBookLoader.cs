using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Profiles;
using Portcullis.Domain.Sessions;
using Portcullis.Rules;

namespace Portcullis.Gateway.Rules;

/// <summary>Reads a folder of packs: every <c>*.profile.json</c> in it, and the rule files that those name. All or nothing.</summary>
public sealed class RuleBookLoader(string folder, Func<string, TradingCalendar?> calendars)
{
    private readonly List<string> _problems = [];

    /// <exception cref="RuleBookException">Anything is wrong; all of it is named.</exception>
    public static RuleBook Load(string folder, Func<string, TradingCalendar?> calendars) => new RuleBookLoader(folder, calendars).Load();

    private RuleBook Load()
    {
        if (!Directory.Exists(folder)) throw new RuleBookException([$"{folder}: the folder does not exist. Name the folder of packs with --packs."]);
        var profiles = ImmutableSortedDictionary.CreateBuilder<string, ProfileRules>(StringComparer.Ordinal);
        var documents = ImmutableDictionary.CreateBuilder<string, RuleSetDocument>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.profile.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (Compile(path) is not var (rules, document)) continue;
            if (profiles.ContainsKey(rules.Profile.Name)) _problems.Add($"{path}: a second profile is named {rules.Profile.Name}; names are unique.");
            profiles[rules.Profile.Name] = rules;
            documents[rules.Hash] = document;
        }

        if (profiles.Count == 0 && _problems.Count == 0) _problems.Add($"{folder}: there is no *.profile.json in it.");
        if (_problems.Count > 0) throw new RuleBookException(_problems);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', profiles.Select(p => $"{p.Key} {p.Value.Hash}")))));
        return new RuleBook(hash, profiles.ToImmutable(), documents.ToImmutable());
    }

    private (ProfileRules Rules, RuleSetDocument Document)? Compile(string path)
    {
        if (ReadProfile(path) is not { } file) return null;
        if (calendars(file.Session.Calendar) is not { } calendar)
        {
            _problems.Add($"{path}: session.calendar: there is no calendar {file.Session.Calendar} in the reference data.");
            return null;
        }

        var unused = file.Parameters.Keys.ToHashSet(StringComparer.Ordinal);
        var orders = LoadRules<DecisionFacts>(path, file.OrderRules, file.Parameters, unused);
        var monitor = LoadRules<MonitorFacts>(path, file.MonitorRules, file.Parameters, unused);
        foreach (var name in unused) _problems.Add($"{path}: parameters.{name}: no rule file of this profile has a parameter of this name.");
        if (orders is null || monitor is null) return null;
        var document = new RuleSetDocument(file.ToProfile(), orders.CanonicalText, monitor.CanonicalText);
        try
        {
            return (new ProfileRules(document.Hash(), document.Profile, orders, monitor, new SessionClock(file.Session, calendar)), document);
        }
        catch (Exception e) when (e is ArgumentException or TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            _problems.Add($"{path}: session: {e.Message}");
            return null;
        }
    }

    private ProfileFile? ReadProfile(string path)
    {
        try
        {
            var file = JsonSerializer.Deserialize<ProfileFile>(File.ReadAllBytes(path), ProfileFile.Json) ?? throw new JsonException("An object was expected, and null was found.");
            var faults = file.Faults().ToArray();
            _problems.AddRange(faults.Select(fault => $"{path}: {fault}"));
            return faults.Length == 0 ? file : null;
        }
        catch (JsonException e)
        {
            _problems.Add($"{path}({e.LineNumber + 1},{e.BytePositionInLine + 1}): {e.Message.Split(" Path:")[0]}");
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _problems.Add($"{path}: {e.Message}");
            return null;
        }
    }

    private RuleSet<TFacts>? LoadRules<TFacts>(string profile, IReadOnlyList<string> names, IReadOnlyDictionary<string, JsonElement> parameters, HashSet<string> unused)
        where TFacts : class
    {
        var files = new List<RuleFile>();
        foreach (var name in names)
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path)) files.Add(new RuleFile(path, File.ReadAllText(path)));
            else _problems.Add($"{profile}: the rule file {name} does not exist in {folder}.");
        }

        if (files.Count != names.Count) return null;
        var declared = files.SelectMany(DeclaredParameters).ToHashSet(StringComparer.Ordinal);
        unused.ExceptWith(declared);
        var load = RuleSet.Load<TFacts>(files, new RuleSetOptions { Parameters = parameters.Where(p => declared.Contains(p.Key)).ToDictionary(p => p.Key, p => Value(p.Value)) });
        _problems.AddRange(load.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString()));
        return load.RuleSet;
    }

    // Only names: what is wrong with the file is said by the rules engine, with its place.
    private static IEnumerable<string> DeclaredParameters(RuleFile file)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(file.Text);
        }
        catch (JsonException)
        {
            yield break;
        }

        using (document)
        {
            var workflows = document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement.EnumerateArray().ToArray() : [document.RootElement];
            foreach (var workflow in workflows.Where(w => w.ValueKind == JsonValueKind.Object))
                if (workflow.TryGetProperty("GlobalParams", out var parameters) && parameters.ValueKind == JsonValueKind.Array)
                    foreach (var parameter in parameters.EnumerateArray())
                        if (parameter.ValueKind == JsonValueKind.Object && parameter.TryGetProperty("Name", out var name) && name.ValueKind == JsonValueKind.String)
                            yield return name.GetString()!;
        }
    }

    private static object Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.GetDecimal(),
        _ => value.GetString() ?? "",
    };
}
