using System.Security.Cryptography;
using System.Text.Json;
using Portcullis.Domain;
using Portcullis.Domain.Facts;
using Portcullis.Domain.Profiles;
using Portcullis.Domain.Sessions;
using Portcullis.Rules;

namespace Portcullis.Gateway.Rules;

/// <summary>A profile's rules as they are kept in the journal under their hash: the profile and the canonical text of both rule sets.</summary>
public sealed record RuleSetDocument(Profile Profile, string Orders, string Monitor)
{
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, DomainJson.Options);

    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(ToJson()));

    public static RuleSetDocument Parse(ReadOnlyMemory<byte> json) => JsonSerializer.Deserialize<RuleSetDocument>(json.Span, DomainJson.Options)!;

    private static RuleSet<TFacts> Compiled<TFacts>(RuleSetLoad<TFacts> load)
        where TFacts : class =>
        load.RuleSet ?? throw new InvalidOperationException($"A recorded rule set does not compile: {string.Join("; ", load.Diagnostics)}");

    /// <summary>Compiles it again. A document that was active once compiles for ever.</summary>
    public ProfileRules Compile(Func<string, TradingCalendar?> calendars) => new(
        Hash(),
        Profile,
        Compiled(RuleSet.LoadCanonical<DecisionFacts>(Orders)),
        Compiled(RuleSet.LoadCanonical<MonitorFacts>(Monitor)),
        new SessionClock(Profile.Session, calendars(Profile.Session.Calendar) ?? throw new InvalidOperationException($"Calendar {Profile.Session.Calendar} of profile {Profile.Name} is not in the reference data.")));
}
