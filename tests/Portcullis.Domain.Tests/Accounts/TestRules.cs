using System.Text.Json;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Profiles;
using Portcullis.Domain.Sessions;
using Portcullis.Domain.Tests.Sessions;
using Portcullis.Rules;

namespace Portcullis.Domain.Tests.Accounts;

/// <summary>Profiles of the shipped packs, ready to judge: their rules are read from the files, their parameters can be set otherwise.</summary>
internal static class TestRules
{
    private static readonly string Packs = Path.Combine(AppContext.BaseDirectory, "packs");

    /// <summary>50,000 USD, daily loss 1,000, floor 2,000 below the best day's end and never above the start, 5 contracts, flat by 15:10 Chicago.</summary>
    public static readonly ProfileRules Topstep = Load("topstep/topstep-50k");

    public static ProfileRules Load(string profile, Func<Profile, Profile>? change = null, RuleFile? moreOrders = null, RuleFile? monitor = null, params (string Name, object Value)[] parameters)
    {
        var text = File.ReadAllText(Path.Combine(Packs, profile + ".profile.json"));
        var read = JsonSerializer.Deserialize<Profile>(text, DomainJson.Options)!;
        read = read with { Session = read.Session with { Calendar = TestCalendars.Futures.Name } };
        read = change?.Invoke(read) ?? read;
        using var document = JsonDocument.Parse(text);
        var values = document.RootElement.GetProperty("parameters").EnumerateObject().ToDictionary(p => p.Name, p => Value(p.Value));
        foreach (var (name, value) in parameters) values[name] = value;
        var orders = Rules<DecisionFacts>([.. read.OrderRules.Select(Pack), .. moreOrders is { } more ? [more] : Array.Empty<RuleFile>()], values);
        var monitoring = Rules<MonitorFacts>(monitor is { } own ? [own] : [.. read.MonitorRules.Select(Pack)], values);
        return new ProfileRules($"{read.Name} {orders.Hash} {monitoring.Hash}", read, orders, monitoring, new SessionClock(read.Session, Calendar(read.Session.Calendar)));
    }

    private static TradingCalendar Calendar(string name) =>
        new[] { TestCalendars.Futures, TestCalendars.Forex, TestCalendars.Always }.Single(c => c.Name == name);

    private static RuleFile Pack(string name) => new(name, File.ReadAllText(Path.Combine(Packs, name)));

    private static RuleSet<TFacts> Rules<TFacts>(IReadOnlyList<RuleFile> files, Dictionary<string, object> values)
        where TFacts : class
    {
        var declared = files.SelectMany(Declared).ToHashSet(StringComparer.Ordinal);
        var load = RuleSet.Load<TFacts>(files, new RuleSetOptions { Parameters = values.Where(v => declared.Contains(v.Key)).ToDictionary() });
        load.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString()).ShouldBeEmpty();
        return load.RuleSet!;
    }

    private static IEnumerable<string> Declared(RuleFile file)
    {
        using var document = JsonDocument.Parse(file.Text);
        return [.. document.RootElement.EnumerateArray()
            .SelectMany(w => w.TryGetProperty("GlobalParams", out var p) ? p.EnumerateArray().ToArray() : [])
            .Select(p => p.GetProperty("Name").GetString()!)];
    }

    private static object Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.GetDecimal(),
        _ => value.GetString()!,
    };
}
