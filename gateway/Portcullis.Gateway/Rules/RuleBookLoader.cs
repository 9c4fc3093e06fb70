using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Profiles;
using Portcullis.Domain.Sessions;
using Portcullis.Rules;
using Portcullis.Rules.Files;

namespace Portcullis.Gateway.Rules;

/// <summary>Reads a folder of packs: every <c>*.profile.json</c> in it, and the rule files that those name. All or nothing.</summary>
public sealed class RuleBookLoader(string folder, Func<string, TradingCalendar?> calendars)
{
    private readonly List<string> _problems = [];
    private readonly List<Diagnostic> _found = [];

    /// <exception cref="RuleBookException">Anything is wrong; all of it is named.</exception>
    public static RuleBook Load(string folder, Func<string, TradingCalendar?> calendars) => new RuleBookLoader(folder, calendars).Load();

    private RuleBook Load()
    {
        if (!Directory.Exists(folder)) throw new RuleBookException([$"{folder}: the folder does not exist. Name the folder of packs with --packs."]);
        var profiles = ImmutableSortedDictionary.CreateBuilder<string, ProfileRules>(StringComparer.Ordinal);
        var documents = ImmutableDictionary.CreateBuilder<string, RuleSetDocument>();
        foreach (var path in Directory.EnumerateFiles(folder, "*" + ProfileFile.FileNameEnd, SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (Compile(path) is not var (rules, document)) continue;
            if (profiles.ContainsKey(rules.Profile.Name)) _problems.Add($"{path}: a second profile is named {rules.Profile.Name}; names are unique.");
            profiles[rules.Profile.Name] = rules;
            documents[rules.Hash] = document;
        }

        _problems.AddRange(_found.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.ToString()).Distinct());
        if (profiles.Count == 0 && _problems.Count == 0) _problems.Add($"{folder}: there is no *.profile.json in it.");
        if (_problems.Count > 0) throw new RuleBookException(_problems);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', profiles.Select(p => $"{p.Key} {p.Value.Hash}")))));
        return new RuleBook(hash, profiles.ToImmutable(), documents.ToImmutable());
    }

    private (ProfileRules Rules, RuleSetDocument Document)? Compile(string path)
    {
        if (Read(path) is not { } text || ProfileFile.Read(text, _found) is not { } file) return null;
        if (calendars(file.Session.Calendar) is not { } calendar)
        {
            _problems.Add($"{path}: session.calendar: there is no calendar {file.Session.Calendar} in the reference data.");
            return null;
        }

        if (Files(path, file.OrderRules) is not { } orderFiles || Files(path, file.MonitorRules) is not { } monitorFiles) return null;
        _found.AddRange(file.Unused(path, orderFiles.Concat(monitorFiles)));
        var orders = Load<DecisionFacts>(orderFiles, file);
        var monitor = Load<MonitorFacts>(monitorFiles, file);
        if (orders is null || monitor is null) return null;
        var document = new RuleSetDocument(file.ToProfile(), orders.CanonicalText, monitor.CanonicalText);
        try
        {
            return (new ProfileRules(document.Hash(), document.Profile, orders, monitor, new SessionClock(file.Session, calendar)), document);
        }
        catch (ArgumentException e)
        {
            _problems.Add($"{path}: session: {e.Message}");
            return null;
        }
    }

    private List<RuleFile>? Files(string profile, IReadOnlyList<string> names)
    {
        var files = new List<RuleFile>();
        foreach (var name in names)
        {
            if (!File.Exists(Path.Combine(folder, name))) _problems.Add($"{profile}: the rule file {name} does not exist in {folder}.");
            else if (Read(Path.Combine(folder, name)) is { } file) files.Add(file);
        }

        return files.Count == names.Count ? files : null;
    }

    private RuleFile? Read(string path) => RuleFolder.Read([path], _found).FirstOrDefault();

    private RuleSet<TFacts>? Load<TFacts>(IReadOnlyList<RuleFile> files, ProfileFile profile)
        where TFacts : class
    {
        var load = RuleSet.Load<TFacts>(files, new RuleSetOptions { Parameters = profile.ParametersOf(files) });
        _found.AddRange(load.Diagnostics);
        return load.RuleSet;
    }
}
