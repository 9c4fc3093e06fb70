using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Sessions;
using Portcullis.Rules;

namespace Portcullis.Domain.Profiles;

/// <summary>A profile ready to judge: its rules compiled, its trading day bound to a calendar. Immutable.</summary>
public sealed class ProfileRules(string hash, Profile profile, RuleSet<DecisionFacts> orders, RuleSet<MonitorFacts> monitor, SessionClock clock)
{
    private readonly FrozenDictionary<string, JudgedRule> _orderRules =
        JudgedRule.From(orders.Rules).DistinctBy(rule => rule.Code, StringComparer.Ordinal).ToFrozenDictionary(rule => rule.Code, StringComparer.Ordinal);

    /// <summary>Of everything that a decision under it depends on: profile, rules and parameters. SHA-256, hex.</summary>
    public string Hash { get; } = hash;

    public Profile Profile { get; } = profile;

    public RuleSet<DecisionFacts> Orders { get; } = orders;

    public RuleSet<MonitorFacts> Monitor { get; } = monitor;

    public SessionClock Clock { get; } = clock;

    public ImmutableArray<JudgedRule> OrderRules { get; } = JudgedRule.From(orders.Rules);

    /// <summary>In the order in which headroom is recorded, which is the one that PostgreSQL keeps names in: short ones first, equal lengths in ordinal order.</summary>
    public ImmutableArray<JudgedRule> OrderRulesByCode { get; } =
        [.. JudgedRule.From(orders.Rules).OrderBy(rule => Encoding.UTF8.GetByteCount(rule.Code)).ThenBy(rule => rule.Code, StringComparer.Ordinal).ThenBy(rule => rule.Index)];

    /// <summary>The first rule of a code; null when there is none.</summary>
    public JudgedRule? OrderRule(string code) => _orderRules.GetValueOrDefault(code);

    public ImmutableArray<JudgedRule> MonitorRules { get; } = JudgedRule.From(monitor.Rules);

    /// <summary>What a decision under these rules records.</summary>
    public FactRecorder Recorder { get; } = new(orders.FactsRead);
}
