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
        var found = new List<Diagnostic>();
        var file = ProfileFile.Read(Pack(profile + ProfileFile.FileNameEnd), found).ShouldNotBeNull(string.Join('\n', found));
        var read = file.ToProfile();
        read = read with { Session = read.Session with { Calendar = TestCalendars.Futures.Name } };
        read = change?.Invoke(read) ?? read;
        var orders = Rules<DecisionFacts>([.. read.OrderRules.Select(Pack), .. moreOrders is { } more ? [more] : Array.Empty<RuleFile>()], file, parameters);
        var monitoring = Rules<MonitorFacts>(monitor is { } own ? [own] : [.. read.MonitorRules.Select(Pack)], file, parameters);
        return new ProfileRules($"{read.Name} {orders.Hash} {monitoring.Hash}", read, orders, monitoring, new SessionClock(read.Session, Calendar(read.Session.Calendar)));
    }

    private static TradingCalendar Calendar(string name) =>
        new[] { TestCalendars.Futures, TestCalendars.Forex, TestCalendars.Always }.Single(c => c.Name == name);

    private static RuleFile Pack(string name) => new(name, File.ReadAllText(Path.Combine(Packs, name)));

    private static RuleSet<TFacts> Rules<TFacts>(IReadOnlyList<RuleFile> files, ProfileFile profile, (string Name, object Value)[] otherwise)
        where TFacts : class
    {
        var values = profile.ParametersOf(files).ToDictionary();
        foreach (var (name, value) in otherwise.Where(o => files.Any(file => file.ParameterNames().Contains(o.Name)))) values[name] = value;
        var load = RuleSet.Load<TFacts>(files, new RuleSetOptions { Parameters = values });
        load.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString()).ShouldBeEmpty();
        return load.RuleSet!;
    }
}
