using Portcullis.Domain.Facts;
using Portcullis.Domain.Sessions;
using Portcullis.Rules;

namespace Portcullis.Domain.Profiles;

/// <summary>A profile ready to judge: its rules compiled, its trading day bound to a calendar. Immutable.</summary>
public sealed class ProfileRules(string hash, Profile profile, RuleSet<DecisionFacts> orders, RuleSet<MonitorFacts> monitor, SessionClock clock)
{
    /// <summary>Of everything that a decision under it depends on: profile, rules and parameters. SHA-256, hex.</summary>
    public string Hash { get; } = hash;

    public Profile Profile { get; } = profile;

    public RuleSet<DecisionFacts> Orders { get; } = orders;

    public RuleSet<MonitorFacts> Monitor { get; } = monitor;

    public SessionClock Clock { get; } = clock;

    public IReadOnlyList<JudgedRule> OrderRules { get; } = JudgedRule.From(orders.Rules);

    public IReadOnlyList<JudgedRule> MonitorRules { get; } = JudgedRule.From(monitor.Rules);

    /// <summary>What a decision under these rules records.</summary>
    public FactRecorder Recorder { get; } = new(orders.FactsRead);
}
